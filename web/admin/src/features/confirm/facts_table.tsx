/** Who, how many, when: the facts of a delivery in large letters. */

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { momentAway } from '../../shared/format/jst.ts';
import { countdown, people, percent } from '../../shared/format/words.ts';

export function startWords(draft: Draft, look: Confirmation): string {
  if (draft.start.kind === 'at') return momentAway(draft.start.at);
  return look.undo_seconds > 0
    ? `確認から${countdown(look.undo_seconds)}後（それまでは取り消せます）`
    : '確認したらすぐ';
}

const TESTS = {
  never: 'していません',
  current: 'この内容でテスト済み',
  outdated: 'テストのあとで内容が変わりました',
} as const;

export function FactsTable({ draft, look }: { draft: Draft; look: Confirmation }) {
  const nameOf = useDepartmentName();
  return (
    <dl className="grid gap-4 rounded-12 border border-solid-gray-420 bg-white p-5">
      <Fact name="届く人数">
        <span className="text-std-45B-140">{people(look.count)}</span>
        {look.total_friends > 0 && (
          <span className="ml-3">
            友だち{people(look.total_friends)}の{percent(look.share)}
          </span>
        )}
      </Fact>
      <Fact name="対象">{look.description || '（まだ選ばれていません）'}</Fact>
      {draft.correction_of && (
        <Fact name="訂正する配信">
          <Link to="/deliveries/$id" params={{ id: draft.correction_of }} className="link">
            元の配信を見る
          </Link>
        </Fact>
      )}
      <Fact name="配信する時">{startWords(draft, look)}</Fact>
      {draft.start.kind === 'at' && draft.start.not_later_than && (
        <Fact name="これを過ぎたら送らない">{momentAway(draft.start.not_later_than)}</Fact>
      )}
      <Fact name="テスト配信">{TESTS[look.test]}</Fact>
      <Fact name="担当">{[nameOf(draft.department), draft.author.name].filter(Boolean).join(' ')}</Fact>
      <Fact name="通知">
        {draft.silent ? '音を鳴らさずに届く' : '通知が鳴る'}
        {draft.emergency && '／緊急の配信'}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm font-bold text-solid-gray-700">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
