/** What happens to a request under way, and what the citizen can do about it. */

import type { Stage, Why } from '../shared/stage.ts';

const REASONS: Record<Why, string> = {
  offline: 'インターネットにつながりません',
  slow: 'つながりにくくなっています',
  busy: 'サーバーが混みあっています',
  often: '短いあいだに何度も送られたので、少し待ちます',
};

interface Props {
  stage: Stage;
  onTryNow: () => void;
  onGiveUp: () => void;
}

/** The id of the button that sends: the focus goes there when the buttons of waiting vanish under it. */
export const SEND = 'send';

export function Progress({ stage, onTryNow, onGiveUp }: Props) {
  const then = (act: () => void) => () => {
    document.getElementById(SEND)?.focus();
    act();
  };
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
          <button type="button" onClick={then(onTryNow)}>
            いますぐ送る
          </button>
          <button type="button" onClick={then(onGiveUp)}>
            送るのをやめる
          </button>
        </div>
      )}
      <div role="alert">{stage.at === 'failed' && <p class="problem">{stage.message}</p>}</div>
    </>
  );
}
