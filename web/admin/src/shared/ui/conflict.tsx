/** Somebody else saved in between: both sides beside each other, and the choice between them. */

import { isStale } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { Table } from './table.tsx';

export interface Difference {
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
}

interface Props<Resource> {
  /** The error of the save; everything but a lost version is not shown here. */
  readonly error: unknown;
  /** What differs, for people. */
  readonly differences: (current: Resource) => readonly Difference[];
  /** Takes what stands now and forgets the own change. */
  readonly onTheirs: (current: Resource) => void;
  /** Saves the own change over what stands now. */
  readonly onMine: (current: Resource) => void;
}

export function ConflictNotice<Resource>({ error, differences, onTheirs, onMine }: Props<Resource>) {
  if (!isStale(error) || error.body.current === undefined) return null;
  const current = error.body.current as Resource;
  const rows = differences(current).filter(({ mine, theirs }) => mine !== theirs);
  return (
    <Notice kind="warning" title="ほかの人が先に変更しました" live>
      <p>あなたの入力は、まだ保存していません。どちらを残すか選んでください。</p>
      <Table
        caption="違うところ"
        columns={[
          { title: '項目', head: true, cell: ({ name }) => name },
          { title: 'いまの内容（ほかの人）', cell: ({ theirs }) => theirs || '（空）' },
          { title: 'あなたの入力', cell: ({ mine }) => mine || '（空）' },
        ]}
        rows={rows}
        rowKey={({ name }) => name}
        empty="入力した内容は、いまの内容と同じです。"
      />
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => onTheirs(current)}>いまの内容を使う（入力を捨てる）</Button>
        <Button onClick={() => onMine(current)}>自分の入力で上書きする</Button>
      </div>
    </Notice>
  );
}
