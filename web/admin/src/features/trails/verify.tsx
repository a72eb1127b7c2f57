/** Each record carries the hash of the one before; a day is checked from its first to its last. */

import { useState } from 'react';
import { get } from '../../shared/api/http.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { day as dayWords, isoDay } from '../../shared/format/jst.ts';
import { number } from '../../shared/format/words.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { EmergencyBanner, Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';

type Verdict = Wire<'VerdictAnswer'>;

const said = ({ day, records }: Verdict): string =>
  records === 0
    ? `${dayWords(day)}の記録はありません`
    : `${dayWords(day)}の記録 ${number(records)}件は、書かれたときのままです`;

/** What the chain cannot tell of the newest day: whether something was cut from its end. */
function End({ verdict: { followed, last } }: { verdict: Verdict }) {
  if (followed)
    return (
      <p>
        後の日の記録が、{last ? 'この日の最後の記録' : 'この日より前の最後の記録'}
        につながっています。消された記録はありません。
      </p>
    );
  return (
    <>
      <p>
        この日より後の記録がまだないため、
        {last ? 'この最後の記録より後のものが消されていないか' : '記録がすべて消されていないか'}
        は、ここだけではわかりません。
      </p>
      {last && (
        <p>
          最後の記録は番号{number(last.number)}、印は<code className="break-all">{last.hash}</code>
          です。控えておくと、後で比べて確かめられます。操作ログのCSVにも印があります。
        </p>
      )}
    </>
  );
}

export function Verify() {
  const [day, setDay] = useState(() => isoDay(new Date()));
  const [verdict, setVerdict] = useState<Verdict>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    setVerdict(undefined);
    setError(undefined);
    await get('trails/verify', { query: { day } }).then(setVerdict, setError);
    setBusy(false);
  };
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <p>
        ログイン履歴と操作ログの1件1件は、前の記録とつながった印（ハッシュ）を持っています。書きかえや抜け、入れかえがあると、ここでわかります。
      </p>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        <TextField label="確かめる日" type="date" required value={day} onValue={setDay} />
        <Button kind="primary" type="submit" busy={isBusy}>
          この日の記録を確かめる
        </Button>
      </form>
      <ProblemNotice error={error} />
      {verdict?.intact && (
        <Notice kind="success" title={said(verdict)} live>
          <End verdict={verdict} />
        </Notice>
      )}
      {verdict && !verdict.intact && (
        <EmergencyBanner title={`${dayWords(verdict.day)}の記録に、つながらないところがあります`}>
          <p>番号 {verdict.broken_at ?? '不明'} を、システムの管理者に伝えてください。</p>
        </EmergencyBanner>
      )}
    </div>
  );
}
