/** Who, how many, when: the facts of a delivery in large letters. */

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { momentAway } from '../../shared/format/jst.ts';
import { lasting, people, percent } from '../../shared/format/words.ts';
import { StatusBadge } from '../../shared/ui/status.tsx';
import { noExamples } from '../audience/condition.ts';
import { useTested } from '../composer/use_tests.ts';
import { approvalWords, isTargetOpen, senders } from './standing.ts';
import { testedWords } from './tested_words.ts';

export function startWords(draft: Draft, look: Confirmation): string {
  if (draft.start.kind === 'at') return momentAway(draft.start.at);
  return look.undo_seconds > 0
    ? `確認から${lasting(look.undo_seconds)}後（それまでは取り消せます）`
    : '確認したらすぐ';
}

/** A reservation stops there, whatever is left; what starts at once has only until then to begin. */
const latestName = ({ start }: Draft): string =>
  start.kind === 'at' ? 'この時刻を過ぎたら送らない' : 'この時刻までに始まらなければ送らない';

/** The last moment as the server has it, also where nobody chose one. */
export function latestWords(draft: Draft, look: Confirmation, latest: string): string {
  if (draft.start.kind === 'at') return momentAway(latest);
  return `配信する日時から${Math.round((Date.parse(latest) - Date.parse(look.starts_at)) / 60_000)}分後`;
}

/** Why none of those who get it are described; empty where there is nobody to describe. */
function noSamples(draft: Draft, look: Confirmation): string {
  const { kind } = (draft.target ?? {}) as { kind?: string };
  if (kind === undefined || look.count === 0) return '';
  if (kind === 'everyone') return '全員に届くため、例は出しません。';
  if (kind === 'recipients_of') return '元の配信を送った人に届くため、例は出しません。';
  return noExamples(look.count);
}

const isBroadcast = ({ target }: Draft): boolean => (target as { kind?: string } | null)?.kind === 'everyone';

interface Props {
  readonly draft: Draft;
  readonly look: Confirmation;
  /** Who would press the button, where somebody may. */
  readonly sentBy?: string;
}

export function FactsTable({ draft, look, sentBy }: Props) {
  const nameOf = useDepartmentName();
  const { found } = useTested(draft);
  return (
    <dl className="grid gap-4 rounded-12 sm:grid-cols-2 border border-solid-gray-420 bg-white p-5">
      <Fact name="届く人数" wide>
        {isTargetOpen(look) ? (
          <span className="font-bold">対象が決まっていません</span>
        ) : (
          <span className="text-std-45B-140">{people(look.count)}</span>
        )}
        {draft.emergency && (
          <span className="ml-3">
            <StatusBadge tone="red">緊急の配信</StatusBadge>
          </span>
        )}
        {!isTargetOpen(look) && look.total_friends > 0 && (
          <span className="ml-3">
            友だち{people(look.total_friends)}の{percent(look.share)}
          </span>
        )}
      </Fact>
      <Fact name="対象" wide>
        {look.description || '（まだ選ばれていません）'}
        {isBroadcast(draft) && (
          <span className="block text-sm">人数は、このシステムが知っている友だちの数です。</span>
        )}
      </Fact>
      {look.samples.length === 0 && noSamples(draft, look) !== '' && (
        <Fact name="届く人の例" wide>
          {noSamples(draft, look)}
        </Fact>
      )}
      {look.samples.length > 0 && (
        <Fact name={`届く人の例（${look.samples.length}人）`} wide>
          <Samples samples={look.samples} />
        </Fact>
      )}
      {draft.correction_of && (
        <Fact name="訂正する配信">
          <Link to="/deliveries/$id" params={{ id: draft.correction_of }} className="link">
            元の配信を見る
          </Link>
        </Fact>
      )}
      <Fact name="配信する日時">{startWords(draft, look)}</Fact>
      {look.not_later_than && (
        <Fact name={latestName(draft)}>{latestWords(draft, look, look.not_later_than)}</Fact>
      )}
      <Fact name="テスト配信">{testedWords(found)}</Fact>
      <Fact name="承認">{approvalWords(draft, look)}</Fact>
      <Fact name="送信者（トークに出る名前）">{senders(draft.messages)}</Fact>
      <Fact name="担当">{[nameOf(draft.department), draft.author.name].filter(Boolean).join(' ')}</Fact>
      {sentBy && <Fact name="配信する人">{sentBy}</Fact>}
      <Fact name="通知">{draft.silent ? '音を鳴らさずに届く' : '通知が鳴る'}</Fact>
    </dl>
  );
}

/** What all of them have in common is said once. */
function Samples({ samples }: { samples: readonly string[] }) {
  if (samples.length > 1 && new Set(samples).size === 1)
    return (
      <p className="text-sm">
        {samples.length}人とも：{samples[0]}
      </p>
    );
  return (
    <ul className="list-disc pl-6 text-sm">
      {samples.map((person, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two people may have chosen the same
        <li key={index}>{person}</li>
      ))}
    </ul>
  );
}

function Fact({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'sm:col-span-2' : ''}>
      <dt className="text-sm font-bold text-solid-gray-700">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
