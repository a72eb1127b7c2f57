/** The drafts and reservations of somebody who goes become somebody else's; all the rest belongs to departments and stays. */

import { useState } from 'react';
import { currentOf, Problem } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Staff } from '../../shared/api/types.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { PERMISSION_NAMES } from '../../shared/format/names.ts';
import { number } from '../../shared/format/words.ts';
import { useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Differences } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';

export type Belonging = Wire<'Belonging'>;

const KINDS: Record<Belonging['kind'], string> = {
  draft: '下書き',
  delivery: 'まだ始まっていない配信',
};

const NAMELESS: Record<Belonging['kind'], string> = { draft: '名前のない下書き', delivery: '無題の配信' };

const wordsOf = ({ kind, name }: Belonging): string => `${KINDS[kind]}：${name || NAMELESS[kind]}`;

function changedSince(error: unknown): readonly Belonging[] | undefined {
  if (!(error instanceof Problem) || error.code !== 'changed_since_preview') return undefined;
  return currentOf<'POST', `staff/${string}/hand-over`>(error)?.belongings;
}

const STAYS = 'グループ、ひな形、テスター、終わった配信は部署のものなので、そのまま残ります。';

export function HandOver({ staff, onClose }: { staff: Staff; onClose: () => void }) {
  const { stepUp } = useSession();
  const belongings = useGet(`staff/${staff.id}/belongings`);
  const everybody = useGet('staff');
  const [to, setTo] = useState('');
  const [missing, setMissing] = useState<string>();
  // What was agreed to: the list itself is read anew before a refusal is told.
  const [agreed, setAgreed] = useState<readonly Belonging[]>([]);
  const move = useChange({
    method: 'POST',
    path: `staff/${staff.id}/hand-over`,
    touches: ['staff', 'drafts', 'deliveries', 'home'],
  });
  const { belongings: list = [], heirs = [] } = belongings.data ?? {};
  const others = everybody.data?.staff.filter(({ id }) => heirs.includes(id)) ?? [];
  const canMove = list.length > 0 && others.length > 0;
  /** What somebody who goes has begun since this list was read. */
  const now = changedSince(move.error);
  const submit = async (seen: readonly Belonging[]) => {
    setMissing(to === '' ? '引き継ぐ人を選んでください。' : undefined);
    setAgreed(seen);
    if (to !== '' && (await stepUp())) move.mutate({ to, belongings: seen.map(({ id }) => id) });
  };
  const isDone = move.data !== undefined;
  return (
    <Dialog
      title={`${staff.name}さんの下書き・予約を引き継ぐ`}
      open
      wide
      onClose={onClose}
      footer={
        <>
          {!isDone && canMove && !now && (
            <Button kind="primary" busy={move.isPending} onClick={() => void submit(list)}>
              {number(list.length)}件を引き継ぐ
            </Button>
          )}
          <Button onClick={onClose}>{isDone ? '閉じる' : 'やめる'}</Button>
        </>
      }
    >
      <ProblemNotice error={belongings.error ?? everybody.error ?? (now ? undefined : move.error)} />
      {now && <Since seen={agreed} now={now} onAgain={() => void submit(now)} />}
      {isDone && <Notice kind="success" title={`${number(move.data.moved)}件を引き継ぎました`} live />}
      {belongings.isPending && <Loading />}
      {!isDone && belongings.data && list.length === 0 && <p>引き継ぐものはありません。{STAYS}</p>}
      {!isDone && list.length > 0 && (
        <>
          {everybody.data && !canMove && (
            <Notice kind="warning" title="引き継げる人がいません">
              「{PERMISSION_NAMES.deliveries_write}
              」の権限があり、下書きのすべての部署を見られる人を、先に用意してください。
            </Notice>
          )}
          {canMove && (
            <Select
              label="引き継ぐ人"
              required
              value={to}
              onValue={setTo}
              error={missing}
              choices={[
                { value: '', label: '選んでください' },
                ...others.map(({ id, name, departments }) => ({
                  value: id,
                  label: `${name}（${departments.map((one) => one.name).join('、') || '部署なし'}）`,
                })),
              ]}
            />
          )}
          <ul className="list-disc pl-6">
            {list.map((one) => (
              <li key={one.id}>{wordsOf(one)}</li>
            ))}
          </ul>
          <p>配信は予定どおり出ます。取り消すと、引き継いだ人の下書きに戻ります。{STAYS}</p>
        </>
      )}
    </Dialog>
  );
}

interface SinceProps {
  readonly seen: readonly Belonging[];
  readonly now: readonly Belonging[];
  readonly onAgain: () => void;
}

function Since({ seen, now, onAgain }: SinceProps) {
  const isSeen = (one: Belonging) => seen.some(({ id }) => id === one.id);
  const names = now.map(wordsOf);
  // Two drafts without a name are two.
  const nth = (name: string, at: number): string => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before === 0 ? name : `${name}（${before + 1}）`;
  };
  return (
    <Notice kind="warning" title="見ていたあいだに、下書き・予約が増えました" live>
      <p>まだ何も引き継いでいません。いまの一覧を確かめてから、もう一度選んでください。</p>
      <Differences
        all={now.map((one, at) => ({
          name: nth(wordsOf(one), at),
          mine: isSeen(one) ? 'あり' : 'なし',
          theirs: 'あり',
        }))}
        mine="あなたが見ていた一覧"
        theirs="いまの一覧"
      />
      <Button onClick={onAgain}>いまの一覧を確かめたので、{number(now.length)}件を引き継ぐ</Button>
    </Notice>
  );
}
