/** What follows the form: asking before everything is removed, and the two ends. */

import { Outcome } from '../features/outcome.tsx';
import { ReceiveBox } from '../features/receive_box.tsx';
import { Removal } from '../features/removal.tsx';
import { Unlink } from '../features/unlink.tsx';
import type { Receive } from '../shared/receive.ts';
import type { State, View } from './state.ts';
import type { Store } from './store.ts';

interface Props {
  store: Store;
  state: State;
  view: Exclude<View, 'form'>;
  receive: Receive;
}

export function Ending({ store, state: { stage, focus }, view, receive }: Props) {
  const everyone = receive.everyone;
  const end = { focus, onClose: store.adapter.close, onAgain: () => store.show('form') };
  switch (view) {
    case 'removing':
      return (
        <Removal
          everyone={everyone}
          stage={stage}
          focus={focus}
          onRemove={store.remove}
          onKeep={end.onAgain}
          onTryNow={store.tryNow}
          onGiveUp={store.giveUp}
        />
      );
    case 'saved':
      return (
        <Outcome heading="保存しました" again="回答をもう一度見る・変える" {...end}>
          <p>これからは、次の情報をお届けします。回答は、このページでいつでも変えられます。</p>
          <ReceiveBox receive={receive} />
        </Outcome>
      );
    case 'removed':
      return (
        <Outcome heading="登録をやめました" again="もう一度登録する" {...end}>
          <p>
            あなたの回答と同意の記録を消しました。全員向けのお知らせ（{everyone}）は、これからも届きます。
          </p>
          <Unlink />
        </Outcome>
      );
    default:
      return view satisfies never;
  }
}
