/** Warns where another reserved delivery goes out in the same minute: whoever is in both gets two at once. */

import { useGet } from '../../shared/api/query.ts';
import type { DeliverySummary } from '../../shared/api/types.ts';
import { moment, toInput } from '../../shared/format/jst.ts';
import { Notice } from '../../shared/ui/notice.tsx';

export function SameMinute({ at }: { at: string }) {
  const { data } = useGet<{ deliveries: readonly DeliverySummary[] }>('deliveries', {
    view: 'upcoming',
    limit: 50,
  });
  const others = (data?.deliveries ?? []).filter((other) => other.at && toInput(other.at) === toInput(at));
  if (others.length === 0) return null;
  return (
    <Notice kind="warning" title={`${moment(at)}には、ほかの予約が${others.length}件あります`}>
      <p>
        {others.map(({ title }) => `「${title}」`).join('')}
        と同じ時刻です。両方の対象になる人には、続けて届きます。
      </p>
    </Notice>
  );
}
