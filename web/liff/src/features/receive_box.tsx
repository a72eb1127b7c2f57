/** 「いま受け取る情報」: what the answers mean for the citizen, while they are being given. */

import type { Receive } from '../shared/receive.ts';

export function ReceiveBox({ receive: { lines, fitting, total } }: { receive: Receive }) {
  return (
    <section class="receive" aria-labelledby="receive">
      <h2 id="receive">いま受け取る情報</h2>
      <ul>
        {lines.map(({ label, often }) => (
          <li>
            <span>{label}</span> <span class="often">{often}</span>
          </li>
        ))}
      </ul>
      {fitting.length > 0 && (
        <p>あなたの回答（{fitting.join('、')}）に合うお知らせも、あるときにお届けします。</p>
      )}
      <p class="total" role="status">
        合わせて <strong>{total}</strong>
      </p>
      <p class="small">通数は目安です。災害のときなどは、これより多く届くことがあります。</p>
    </section>
  );
}
