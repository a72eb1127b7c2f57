/** When it goes out: after the undo window, or at a time in Japan with a last moment. */

import type { Start } from '../../shared/api/types.ts';
import { away, daysAway, fromInput, moment, toInput } from '../../shared/format/jst.ts';
import { Radios } from '../../shared/ui/choice.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { NightWarning } from '../../shared/ui/night_warning.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { beforeBeginning, useGuards } from '../audience/guards.ts';
import { SameMinute } from './same_minute.tsx';
import { SHORTEST_LATENESS_MS } from './unfinished.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Without it a browser takes years of six digits. */
const LATEST = '9999-12-31T23:59';

/** The next full hour that is at least an hour away. */
const nextHour = (): string => new Date(Math.ceil((Date.now() + HOUR_MS) / HOUR_MS) * HOUR_MS).toISOString();

interface Props {
  readonly start: Start;
  readonly onStart: (start: Start) => void;
  readonly emergency: boolean;
}

export function StartStep({ start, onStart, emergency }: Props) {
  const guards = useGuards();
  const choose = (kind: string) =>
    onStart(kind === 'now' ? { kind: 'now' } : { kind: 'at', at: nextHour(), not_later_than: null });
  return (
    <div className="flex flex-col gap-5">
      <Radios
        label="いつ配信しますか"
        value={start.kind}
        onValue={choose}
        choices={[
          {
            value: 'now',
            label: '確認のあとすぐ',
            hint: beforeBeginning(guards, emergency),
          },
          { value: 'at', label: '日時を決めて予約する' },
        ]}
      />
      {start.kind === 'now' && <NightWarning at={new Date()} />}
      {start.kind === 'at' && <Reservation start={start} onStart={onStart} />}
    </div>
  );
}

function Reservation({ start, onStart }: { start: Start & { kind: 'at' }; onStart: Props['onStart'] }) {
  const latest = start.not_later_than ?? new Date(Date.parse(start.at) + 30 * MINUTE_MS).toISOString();
  const isPast = Date.parse(start.at) <= Date.now();
  const set = (value: string, field: 'at' | 'not_later_than') => {
    const time = fromInput(value);
    // Without a last moment of its own it is half an hour later.
    if (time !== null || field === 'not_later_than') onStart({ ...start, [field]: time });
  };
  return (
    <>
      <div id="start.at">
        <TextField
          label="配信する日時（日本時間）"
          required
          type="datetime-local"
          max={LATEST}
          hint={`${moment(start.at)}（${away(start.at)}）`}
          error={isPast ? '過ぎた日時には予約できません。' : undefined}
          value={toInput(start.at)}
          onValue={(value) => set(value, 'at')}
        />
      </div>
      <div id="start.not_later_than">
        <TextField
          label="この時刻を過ぎたら送らない"
          type="datetime-local"
          max={LATEST}
          hint={`${start.not_later_than ? '' : '決めないときは、30分後の'}${moment(latest)}。停電や障害で遅れたとき、古いお知らせが届くのを防ぎます。`}
          error={
            Date.parse(latest) < Date.parse(start.at) + SHORTEST_LATENESS_MS
              ? '配信する日時より5分以上あとにしてください。'
              : undefined
          }
          value={start.not_later_than ? toInput(start.not_later_than) : ''}
          onValue={(value) => set(value, 'not_later_than')}
        />
      </div>
      {!isPast && <SameMinute at={start.at} />}
      {!isPast && <NightWarning at={start.at} />}
      {!isPast && daysAway(start.at) > 60 && (
        <Notice kind="warning" title={`${away(start.at)}の予約です`}>
          年月日を確かめてください。
        </Notice>
      )}
    </>
  );
}
