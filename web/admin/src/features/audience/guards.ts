/** What the city wants before a delivery to many, for whoever chooses the many. */

import { useGet } from '../../shared/api/query.ts';
import { PERMISSION_NAMES } from '../../shared/format/names.ts';
import type { ValueOf } from '../settings/use_setting.ts';

/** Until the city's own are known: what it began with. */
const BEGUN: Pick<ValueOf<'guards'>, 'typed_count_share' | 'approval' | 'undo_minutes'> = {
  typed_count_share: 0.5,
  approval: 'everyone',
  undo_minutes: 5,
};

export function useGuards(): typeof BEGUN {
  const { data } = useGet('settings/guards');
  return { ...BEGUN, ...(data?.value as Partial<typeof BEGUN> | undefined) };
}

/** What has to be done before everybody can be sent to. */
export const beforeEveryone = ({ approval }: typeof BEGUN): string =>
  approval === 'never' ? '送る前に人数の入力が必要です' : '送る前に人数の入力と承認が必要です';

/** How long a delivery that begins at once can be taken back. */
export function beforeBeginning({ undo_minutes }: typeof BEGUN, emergency: boolean): string {
  if (undo_minutes === 0) return '押すとすぐに始まり、取り消せません';
  return emergency
    ? `「${PERMISSION_NAMES.deliveries_emergency}」の権限のある人が押すと、すぐに始まり、取り消せません。ほかの人が押すと、${undo_minutes}分後に始まります`
    : `押してから${undo_minutes}分間は取り消せます`;
}
