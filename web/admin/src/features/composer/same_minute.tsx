/** Warns where another reserved delivery goes out in the same minute, whoever's it is: whoever is in both gets two at once. */

import { useGet } from '../../shared/api/query.ts';
import { moment } from '../../shared/format/jst.ts';
import { Notice } from '../../shared/ui/notice.tsx';

export function SameMinute({ at }: { at: string }) {
  const { data } = useGet('deliveries/same-minute', { at });
  const titles = data?.titles ?? [];
  if (titles.length === 0) return null;
  return (
    <Notice kind="warning" title={`${moment(at)}には、ほかの予約が${titles.length}件あります`}>
      <p>
        {titles.map((title) => `「${title || '無題の配信'}」`).join('')}
        と同じ時刻です。両方の対象になる人には、続けて届きます。
      </p>
    </Notice>
  );
}
