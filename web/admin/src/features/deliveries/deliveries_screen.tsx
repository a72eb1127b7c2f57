/** 配信: every draft and delivery, by where it stands, as lists or as a calendar. The address holds what is shown. */

import { useGet } from '../../shared/api/query.ts';
import { type Filters, useFilters } from '../../shared/filters.ts';
import { nothing } from '../../shared/format/words.ts';
import { useMay } from '../../shared/session/session.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { type Tab, Tabs } from '../../shared/ui/tabs.tsx';
import { BinLink, JustDeleted } from '../bin/just_deleted.tsx';
import { Calendar } from './calendar.tsx';
import { DeliveryFilters } from './delivery_filters.tsx';
import { DeliveryTable } from './delivery_table.tsx';
import { DraftTable } from './draft_table.tsx';
import { NewDeliveryButton } from './new_delivery.tsx';

type View = 'drafts' | 'approval' | 'approved' | 'upcoming' | 'running' | 'past' | 'calendar';

const TABS: readonly (Tab & { id: View })[] = [
  { id: 'drafts', label: '下書き' },
  { id: 'approval', label: '承認待ち' },
  { id: 'approved', label: '承認済み' },
  { id: 'upcoming', label: '予約' },
  { id: 'running', label: '配信中・停止中' },
  { id: 'past', label: '履歴' },
  { id: 'calendar', label: 'カレンダー' },
];

export function DeliveriesScreen() {
  const [filters, change] = useFilters('tab', 'q', 'department', 'from', 'to', 'cursor', 'month', 'mine');
  const mayWrite = useMay('deliveries_write');
  const view = TABS.find(({ id }) => id === filters.tab)?.id ?? 'drafts';
  return (
    <Page title="配信" actions={mayWrite && <NewDeliveryButton />}>
      <Tabs label="配信の種類" tabs={TABS} current={view} onCurrent={(tab) => change({ tab })}>
        {view === 'calendar' ? (
          <Calendar month={filters.month} onMonth={(month) => change({ month })} />
        ) : view === 'drafts' || view === 'approval' || view === 'approved' ? (
          <Drafts view={view} mine={filters.mine} onMine={(mine) => change({ mine })} />
        ) : (
          <>
            <DeliveryFilters filters={filters} onChange={change} dates={view === 'past'} />
            <Deliveries
              view={view}
              filters={filters}
              onCursor={(cursor) => change({ cursor: cursor ?? '' })}
            />
          </>
        )}
      </Tabs>
    </Page>
  );
}

const DRAFTS = {
  drafts: {
    caption: '下書き',
    state: undefined,
    empty: '下書きはありません。「配信を作成する」から始めます。',
  },
  approval: {
    caption: '承認待ちの配信',
    state: 'approval_requested',
    empty: '承認待ちの配信はありません。',
  },
  approved: {
    caption: '承認済みの下書き',
    state: 'approved',
    empty: '承認が済んで、配信を待っている下書きはありません。',
  },
} as const;

interface DraftsProps {
  readonly view: keyof typeof DRAFTS;
  readonly mine: string | undefined;
  readonly onMine: (mine: string | undefined) => void;
}

function Drafts({ view, mine, onMine }: DraftsProps) {
  const mayWrite = useMay('deliveries_write');
  const { caption, state, empty } = DRAFTS[view];
  const { data, error, refetch } = useGet('drafts', { state, mine: mine === 'true' || undefined });
  const isMine = mine === 'true';
  const wanted = data?.drafts.filter((draft) =>
    state ? draft.state === state : !['approval_requested', 'sent_off'].includes(draft.state),
  );
  return (
    <>
      <JustDeleted kind="draft" />
      <label className="mb-2 flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-6 accent-key-900"
          checked={mine === 'true'}
          onChange={(event) => onMine(event.target.checked ? 'true' : undefined)}
        />
        自分が作ったものだけ
      </label>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {wanted ? (
        <DraftTable
          caption={caption}
          drafts={wanted}
          empty={isMine ? '自分が作ったものはありません。' : empty}
        />
      ) : (
        !error && <Loading />
      )}
      {mayWrite && <BinLink />}
    </>
  );
}

interface DeliveriesProps {
  readonly view: 'upcoming' | 'running' | 'past';
  readonly filters: Filters<'q' | 'department' | 'from' | 'to' | 'cursor'>;
  readonly onCursor: (cursor: string | undefined) => void;
}

const EMPTY = {
  upcoming: '予約された配信はありません。',
  running: '配信中・停止中の配信はありません。',
  past: '終わった配信はまだありません。',
};

function Deliveries({ view, filters, onCursor }: DeliveriesProps) {
  const { q, department, from, to, cursor } = filters;
  const query = {
    q,
    department,
    ...(view === 'past' && { from: from && `${from}T00:00:00+09:00`, to: to && `${to}T23:59:59.999+09:00` }),
  };
  const listed = useGet('deliveries', { view, ...query, cursor, limit: 50 });
  // What stands still and waits for a person belongs beside what is under way.
  const held = useGet('deliveries', { view: 'held', ...query, limit: 50 }, { enabled: view === 'running' });
  const undecided = useGet(
    'deliveries',
    { view: 'undecided', ...query, limit: 50 },
    { enabled: view === 'running' },
  );
  const asked = view === 'running' ? [held, undecided, listed] : [listed];
  const problem = asked.find(({ error }) => error)?.error;
  const again = () => {
    for (const one of asked) void one.refetch();
  };
  // Nothing is said to be empty before all of it is there.
  const isNarrowed = [q, department, from, to].some((filter) => filter);
  const isWhole = asked.every(({ data }) => data !== undefined);
  const rows = asked.flatMap(({ data }) => data?.deliveries ?? []);
  const [later, next] = [cursor !== undefined, listed.data?.next];
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  return (
    <>
      {problem && <ProblemNotice error={problem} onRetry={again} />}
      {isWhole || rows.length > 0 ? (
        <DeliveryTable
          caption="配信"
          deliveries={unique}
          empty={isNarrowed || later || next ? nothing('配信', { later, next }) : EMPTY[view]}
        />
      ) : (
        !problem && <Loading />
      )}
      <Pager
        label="配信のページ"
        later={later}
        next={next}
        onFirst={() => onCursor(undefined)}
        onNext={onCursor}
      />
    </>
  );
}
