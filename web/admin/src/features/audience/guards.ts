/** What the city wants before a delivery to many, for whoever chooses the many. */

import { useGet } from '../../shared/api/query.ts';
import type { ValueOf } from '../settings/use_setting.ts';

type Guards = Partial<Pick<ValueOf<'guards'>, 'typed_count_share' | 'approval' | 'undo_minutes'>>;

/** The city's own; nothing is said of those that are not read yet, or cannot be. */
export function useGuards(): Guards {
  const { data } = useGet('settings/guards');
  return (data?.value as Guards | undefined) ?? {};
}

/** What has to be done before everybody can be sent to. */
export const beforeEveryone = ({ approval }: Guards): string =>
  approval === 'never' ? '送る前に人数の入力が必要です' : '送る前に人数の入力と承認が必要です';

/** How long a delivery that begins at once can be taken back. */
export function beforeBeginning({ undo_minutes }: Guards, emergency: boolean): string {
  if (emergency || undo_minutes === 0) return '押すとすぐに始まり、取り消せません';
  if (undo_minutes === undefined) return '取り消せる時間は、確認の画面に出ます';
  return `押してから${undo_minutes}分間は取り消せます`;
}
