/** Between 21 and 8 a message wakes people. */

import { isNight } from '../format/jst.ts';
import { Notice } from './notice.tsx';

export function NightWarning({ at }: { at: Date | string }) {
  if (!isNight(at)) return null;
  return (
    <Notice kind="warning" title="夜間・早朝の配信です">
      21時から8時の通知は苦情の原因になります。急ぎでなければ昼間にしてください。
    </Notice>
  );
}
