/** Title, number of phones and the state of the connection to the simulator. */

import type { Connection, Live } from '../shared/live.ts';
import { WebhookState } from './webhook_state.tsx';

interface Props {
  live: Live;
  connection: Connection;
  phones: number;
  onAdd: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}

export function Header({ live, connection, phones, onAdd, onRemove }: Props) {
  return (
    <header class="header">
      <div>
        <h1>トークシミュレーター</h1>
        <p class="header-note">
          手元だけで動く練習用の画面です。本物のLINEには何も届きません。実際の表示は端末により異なります。
        </p>
      </div>
      <div class="header-tools">
        <fieldset class="phone-count">
          <legend class="visually-hidden">電話の台数</legend>
          <button type="button" class="button" aria-disabled={onRemove === undefined} onClick={onRemove}>
            電話を減らす
          </button>
          <output aria-label="電話の台数">{phones}台</output>
          <button type="button" class="button" aria-disabled={onAdd === undefined} onClick={onAdd}>
            電話を増やす
          </button>
        </fieldset>
        <WebhookState live={live} />
        <ConnectionState connection={connection} />
      </div>
    </header>
  );
}

function ConnectionState({ connection }: { connection: Connection }) {
  return (
    <p class={`connection connection-${connection}`} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {sentence(connection)}
    </p>
  );
}

function sentence(connection: Connection): string {
  switch (connection) {
    case 'connecting':
      return '接続しています';
    case 'open':
      return '接続中';
    case 'lost':
      return '切断されました。再接続しています';
    default:
      return connection satisfies never;
  }
}
