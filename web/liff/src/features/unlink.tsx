/** LINE keeps its own consent for the form after our records are gone; only the citizen can take that back. */
export function Unlink() {
  return (
    <p>
      LINE とこのフォームの連動は、LINE の側に残ります。これも消したいときは、LINE
      の「ホーム」→「設定」→「アカウント」→「連動アプリ」でこのフォームを選び、「連動を解除」を押してください。
    </p>
  );
}
