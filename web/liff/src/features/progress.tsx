/** What happens to a request under way, and what the citizen can do about it. */

import type { Stage, Why } from '../shared/stage.ts';

const REASONS: Record<Why, string> = {
  offline: 'インターネットにつながりません',
  slow: 'つながりにくくなっています',
  busy: 'サーバーが混みあっています',
};

interface Props {
  stage: Stage;
  onTryNow: () => void;
  onGiveUp: () => void;
}

export function Progress({ stage, onTryNow, onGiveUp }: Props) {
  return (
    <>
      <div role="status">
        {stage.at === 'sending' && <p class="progress">送っています。そのままお待ちください。</p>}
        {stage.at === 'waiting' && (
          <p class="progress">
            {REASONS[stage.why]}。{stage.seconds}秒後に自動でもう一度送ります。入力した内容は消えません。
          </p>
        )}
      </div>
      {stage.at === 'waiting' && (
        <div class="row">
          <button type="button" onClick={onTryNow}>
            いますぐ送る
          </button>
          <button type="button" onClick={onGiveUp}>
            送るのをやめる
          </button>
        </div>
      )}
      <div role="alert">{stage.at === 'failed' && <p class="problem">{stage.message}</p>}</div>
    </>
  );
}
