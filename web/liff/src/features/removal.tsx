/** 「登録をやめて、わたしの情報を消す」: says first what goes and what still arrives, then does it. */

import { isBusy, type Stage } from '../shared/stage.ts';
import { Heading } from './heading.tsx';
import { Progress, SEND } from './progress.tsx';
import { Unlink } from './unlink.tsx';

interface Props {
  everyone: string;
  stage: Stage;
  focus: number;
  onRemove: () => void;
  onKeep: () => void;
  onTryNow: () => void;
  onGiveUp: () => void;
}

export function Removal({ everyone, stage, focus, onRemove, onKeep, ...progress }: Props) {
  return (
    <section class="item">
      <Heading focus={focus}>登録をやめますか？</Heading>
      <p>次の情報を、市の記録から消します。消したあとは、元に戻せません。</p>
      <ul>
        <li>あなたの回答のすべて</li>
        <li>同意の記録と、登録した日</li>
        <li>お知らせのボタンを押した記録</li>
      </ul>
      <p>
        登録をやめても、<strong>全員向けのお知らせ（{everyone}）は、これからも届きます。</strong>
        これも止めたいときは、LINE でこのアカウントをブロックしてください。
      </p>
      <p>登録は、あとからいつでもやりなおせます。</p>
      <Unlink />
      <Progress stage={stage} {...progress} />
      <button id={SEND} type="button" class="danger" aria-disabled={isBusy(stage)} onClick={onRemove}>
        {isBusy(stage) ? '消しています…' : '登録をやめて、情報を消す'}
      </button>
      <button type="button" aria-disabled={isBusy(stage)} onClick={onKeep}>
        やめないで、フォームに戻る
      </button>
    </section>
  );
}
