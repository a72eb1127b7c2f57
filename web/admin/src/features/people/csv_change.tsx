/** Many staff members at once: a CSV is read, what would change is shown line by line, and only then it is done. */

import { useState } from 'react';
import { file, save } from '../../shared/api/http.ts';
import { currentOf, Problem } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { number } from '../../shared/format/words.ts';
import { useReasonNot, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Difference, Differences } from '../../shared/ui/conflict.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { StatusBadge, type Tone } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { textOf } from './csv_text.ts';

type Row = Wire<'RowAnswer'>;
type Preview = Wire<'Preview'>;

const ACTIONS: Record<string, { word: string; tone: Tone }> = {
  create: { word: '追加', tone: 'blue' },
  change: { word: '変更', tone: 'orange' },
  suspend: { word: '停止', tone: 'red' },
  none: { word: '変更なし', tone: 'neutral' },
  error: { word: '誤り', tone: 'red' },
};

export function CsvChange() {
  const { stepUp } = useSession();
  const reason = useReasonNot('users');
  const [csv, setCsv] = useState('');
  const [name, setName] = useState('');
  const preview = useChange({ method: 'POST', path: 'staff/csv/preview' });
  const apply = useChange({
    method: 'POST',
    path: 'staff/csv/apply',
    touches: ['staff'],
    creates: true,
  });
  const now = changedSince(apply.error);
  const plan = now ?? preview.data;
  const read = async (chosen: File | undefined) => {
    apply.reset();
    preview.reset();
    if (!chosen) return;
    const text = textOf(await chosen.arrayBuffer());
    setCsv(text);
    setName(chosen.name);
    preview.mutate({ csv: text });
  };
  const submit = async () => {
    if (plan && (await stepUp())) apply.mutate({ csv, digest: plan.digest });
  };
  return (
    <div className="flex flex-col gap-5">
      <ol className="flex list-decimal flex-col gap-2 pl-6">
        <li>
          いまの一覧を書き出します。
          <Download reason={reason} />
        </li>
        <li>
          表計算ソフトで直し、CSVの形で保存します。ログインIDが同じ行は変更、新しい行は追加になります。一覧から消した行の人は、そのまま残ります。
        </li>
        <li>下で読み込むと、変わるところが表示されます。この時点では、まだ何も変わりません。</li>
      </ol>
      <Field label="CSVファイル" hint="1行目は見出しです。「一覧をCSVで書き出す」の形のまま使ってください。">
        {(bound) => (
          <input
            {...bound}
            type="file"
            accept=".csv,text/csv"
            className="box"
            onChange={(event) => {
              void read(event.target.files?.[0]);
              // Otherwise the same file, mended, could not be chosen again.
              event.target.value = '';
            }}
          />
        )}
      </Field>
      {name !== '' && <p>読み込んだファイル：{name}</p>}
      <ProblemNotice error={preview.error ?? (now ? undefined : apply.error)} />
      {now && (
        <Notice kind="warning" title="読み込んだあとで、利用者の情報が変わりました" live>
          <p>まだ何も変えていません。下は、いまの内容に合わせて読み込み直した表です。</p>
          <Differences all={rowDifferences(preview.data, now)} mine="あなたが見ていた内容" />
        </Notice>
      )}
      {apply.data ? (
        <Result result={apply.data} />
      ) : (
        plan && <Planned rows={plan.rows} reason={reason} isBusy={apply.isPending} onApply={submit} />
      )}
    </div>
  );
}

/** What the table would do now, where somebody changed a person after it was read. */
function changedSince(error: unknown): Preview | undefined {
  if (!(error instanceof Problem) || error.code !== 'changed_since_preview') return undefined;
  return currentOf<'POST', 'staff/csv/apply'>(error);
}

const rowWords = ({ action, changes, message }: Row): string =>
  message ?? [ACTIONS[action]?.word, changes.join('、')].filter(Boolean).join('：');

function rowDifferences(before: Preview | undefined, now: Preview): readonly Difference[] {
  const seen = (line: number) => before?.rows.find((row) => row.line === line);
  return now.rows.map((row) => {
    const old = seen(row.line);
    return { name: `${row.line}行目 ${row.name}`, mine: old ? rowWords(old) : '', theirs: rowWords(row) };
  });
}

/** Names, logins and rights leave the console: the server asks for the second factor and keeps a record. */
function Download({ reason }: { reason: string | undefined }) {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const write = async () => {
    setBusy(true);
    setDone(false);
    setError(undefined);
    await file('staff.csv').then((content) => {
      save(content, '利用者.csv');
      setDone(true);
    }, setError);
    setBusy(false);
  };
  return (
    <div className="my-2 flex flex-col items-start gap-3">
      <Button size="sm" reason={reason} busy={isBusy} onClick={() => void write()}>
        一覧をCSVで書き出す
      </Button>
      {isDone && <Notice kind="success" title="一覧を書き出しました" live />}
      <ProblemNotice error={error} />
    </div>
  );
}

interface PlannedProps {
  readonly rows: readonly Row[];
  readonly reason: string | undefined;
  readonly isBusy: boolean;
  readonly onApply: () => void;
}

function Planned({ rows, reason, isBusy, onApply }: PlannedProps) {
  const wrong = rows.filter(({ action }) => action === 'error').length;
  const moving = rows.filter(({ action }) => action !== 'error' && action !== 'none').length;
  const blocked =
    wrong > 0
      ? `誤りのある行が${number(wrong)}行あります。直してから読み込み直してください`
      : moving === 0
        ? '変わるところがありません'
        : undefined;
  return (
    <>
      <Table
        caption="読み込んだ内容"
        columns={[
          { title: '行', number: true, cell: ({ line }) => line },
          {
            title: '利用者',
            head: true,
            cell: ({ login, name }) => (
              <>
                {name || '―'}
                <span className="block text-sm text-solid-gray-700">{login}</span>
              </>
            ),
          },
          {
            title: '動作',
            cell: ({ action }) => (
              <StatusBadge tone={ACTIONS[action]?.tone ?? 'neutral'}>
                {ACTIONS[action]?.word ?? action}
              </StatusBadge>
            ),
          },
          {
            title: '内容',
            cell: ({ changes, message }) =>
              message ? (
                `＊${message}`
              ) : (
                <ul>
                  {changes.map((change) => (
                    <li key={change}>{change}</li>
                  ))}
                </ul>
              ),
          },
        ]}
        rows={rows}
        rowKey={({ line }) => String(line)}
        empty="行がありません。"
      />
      <div>
        <Button kind="primary" reason={reason ?? blocked} busy={isBusy} onClick={onApply}>
          {number(moving)}人の変更を反映する
        </Button>
      </div>
    </>
  );
}

function Result({ result: { applied, invitations, lapsed, stopped } }: { result: Wire<'TableDone'> }) {
  return (
    <>
      {stopped ? (
        <Notice kind="error" title={`${number(applied)}人の変更を反映し、途中で止まりました`} live>
          <p>
            {stopped.line}行目（{stopped.login}）で止まりました：{stopped.message}
          </p>
          <p>招待コードを控えてから、同じCSVをもう一度読み込むと、残りの行を確かめて反映できます。</p>
        </Notice>
      ) : (
        <Notice kind="success" title={`${number(applied)}人の変更を反映しました`} live />
      )}
      {lapsed.length > 0 && (
        <Notice kind="warning" title="招待コードを作り直してください">
          <p>
            ログインする前に役割・権限・部署が変わったため、次の人に前に渡した招待コードは使えなくなりました。それぞれの画面で作り直してください：
            {lapsed.join('、')}
          </p>
        </Notice>
      )}
      {invitations.length > 0 && (
        <>
          <Notice kind="warning" title="招待コードは、いまだけ表示されます">
            <p>本人に安全な方法で伝えてください。画面を移ると見られなくなり、7日たつと使えなくなります。</p>
          </Notice>
          <Table
            caption="招待コード"
            columns={[
              { title: 'ログインID', head: true, cell: ({ login }) => login },
              { title: '招待コード', cell: ({ code }) => <code className="select-all">{code}</code> },
            ]}
            rows={invitations}
            rowKey={({ login }) => login}
            empty=""
          />
        </>
      )}
    </>
  );
}
