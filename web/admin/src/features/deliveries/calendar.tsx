/** A month of deliveries: those that were sent, those that are reserved, and drafts with a wished time. */

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { get } from '../../shared/api/http.ts';
import { useGet } from '../../shared/api/query.ts';
import type { DeliverySummary, DraftSummary } from '../../shared/api/types.ts';
import type { Asked, Wire } from '../../shared/api/wire.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { clock, isoDay } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { isMonth, monthName, shift, weeksOf } from './calendar_days.ts';

interface Entry {
  readonly id: string;
  readonly to: '/deliveries/$id' | '/drafts/$id';
  readonly at: string;
  readonly title: string;
  readonly word: string;
  readonly department: string | null | undefined;
}

const WORDS: Partial<Record<DeliverySummary['status'], string>> = {
  scheduled: '予約',
  dispatching: '配信中',
  sending: '配信中',
  paused: '一時停止',
  cancelled: '中止',
  held: '保留',
};

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土'];

function entriesOf(deliveries: readonly DeliverySummary[], drafts: readonly DraftSummary[]): Entry[] {
  const sent = deliveries.map(({ id, listed_at, started_at, title, status, department }) => ({
    id,
    to: '/deliveries/$id' as const,
    at: listed_at,
    title,
    word: status === 'cancelled' && started_at === undefined ? '取り消し' : (WORDS[status] ?? ''),
    department,
  }));
  const planned = drafts.flatMap(({ id, start, title, state, department }) =>
    start.kind === 'at' && state !== 'sent_off'
      ? [{ id, to: '/drafts/$id' as const, at: start.at, title, word: '下書き', department }]
      : [],
  );
  return [...sent, ...planned].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** All pages of a list: a month is shown whole or not at all. */
async function everyPage(
  query: Asked<'GET', 'deliveries'>,
  signal: AbortSignal,
): Promise<Pick<Wire<'DeliveriesAnswer'>, 'deliveries'>> {
  const found: DeliverySummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await get('deliveries', {
      signal,
      query: { ...query, ...(cursor && { cursor }) },
    });
    found.push(...page.deliveries);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return { deliveries: found };
}

const useWhole = (view: 'upcoming' | 'running' | 'held') =>
  useQuery({
    queryKey: ['deliveries', 'calendar', view] as const,
    queryFn: ({ signal }) => everyPage({ view, limit: 100 }, signal),
  });

function byDay(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = isoDay(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
}

interface Props {
  readonly month: string | undefined;
  readonly onMonth: (month: string) => void;
}

export function Calendar({ month: wished, onMonth }: Props) {
  const month = isMonth(wished) ? wished : isoDay(new Date()).slice(0, 7);
  const weeks = weeksOf(month);
  const days = { from: `${weeks[0]?.[0]}T00:00:00+09:00`, to: `${weeks.at(-1)?.[6]}T23:59:59+09:00` };
  const deliveries = useQuery({
    queryKey: ['deliveries', 'calendar', days] as const,
    queryFn: ({ signal }) => everyPage({ view: 'past', ...days, limit: 100 }, signal),
  });
  const upcoming = useWhole('upcoming');
  const running = useWhole('running');
  const held = useWhole('held');
  const drafts = useGet('drafts');
  const asked = [deliveries, upcoming, running, held];
  const error = [...asked, drafts].find((one) => one.error)?.error;
  const again = () => {
    for (const one of [...asked, drafts]) void one.refetch();
  };
  const isWhole = [...asked, drafts].every(({ data }) => data !== undefined);
  const known = asked.flatMap(({ data }) => data?.deliveries ?? []);
  const entries = byDay(entriesOf(known, drafts.data?.drafts ?? []));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button size="sm" onClick={() => onMonth(shift(month, -1))}>
          前の月
        </Button>
        <h2 className="text-std-22B-150" aria-live="polite">
          {monthName(month)}
        </h2>
        <Button size="sm" onClick={() => onMonth(shift(month, 1))}>
          次の月
        </Button>
      </div>
      {error && <ProblemNotice error={error} onRetry={again} />}
      {!isWhole && !error && <Loading />}
      <MonthTable month={month} weeks={weeks} entries={entries} />
      <Agenda month={month} weeks={weeks} entries={entries} isWhole={isWhole} />
    </div>
  );
}

interface MonthProps {
  readonly month: string;
  readonly weeks: readonly (readonly string[])[];
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
}

function MonthTable({ month, weeks, entries }: MonthProps) {
  const today = isoDay(new Date());
  return (
    <table className="hidden w-full table-fixed border-collapse md:table">
      <caption className="sr-only">{monthName(month)}の配信</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((weekday) => (
            <th key={weekday} scope="col" className="border border-solid-gray-420 bg-solid-gray-50 py-1">
              {weekday}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <td
                key={day}
                className={`h-24 border border-solid-gray-420 p-1 align-top ${day.startsWith(month) ? '' : 'bg-solid-gray-50'}`}
              >
                <p className={`text-sm ${day === today ? 'font-bold text-key-900' : ''}`}>
                  {Number(day.slice(8))}
                  {day === today && '（今日）'}
                </p>
                <EntryList entries={entries.get(day) ?? []} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same for narrow screens: only the days on which something happens. */
function Agenda({ month, weeks, entries, isWhole }: MonthProps & { readonly isWhole: boolean }) {
  const days = weeks.flat().filter((day) => day.startsWith(month) && entries.has(day));
  if (days.length === 0) return isWhole && <p className="md:hidden">この月の配信はありません。</p>;
  return (
    <dl className="flex flex-col gap-3 md:hidden">
      {days.map((day) => (
        <div key={day} className="border-b border-solid-gray-420 pb-2">
          <dt className="font-bold">
            {Number(day.slice(8))}日（{WEEKDAYS[new Date(`${day}T12:00:00Z`).getUTCDay()]}）
          </dt>
          <dd>
            <EntryList entries={entries.get(day) ?? []} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function EntryList({ entries }: { entries: readonly Entry[] }) {
  const nameOf = useDepartmentName();
  return (
    <ul>
      {entries.map(({ id, to, at, title, word, department }) => (
        <li key={id} className="text-sm">
          <Link to={to} params={{ id }} className="link block min-h-6 py-0.5">
            {clock(at)} {word && `【${word}】`}
            {title || '無題の配信'}
          </Link>
          {department && <span className="block text-solid-gray-700">{nameOf(department)}</span>}
        </li>
      ))}
    </ul>
  );
}
