/** What the last look says about sender and approval, in words. */

import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { deadline } from '../../shared/format/approval.ts';
import { short } from '../../shared/format/jst.ts';
import { people } from '../../shared/format/words.ts';

/** The names that citizens see above the bubbles, each once. */
export function senders(messages: readonly string[]): string {
  const names = messages.map((text) => {
    try {
      const { sender } = JSON.parse(text) as { sender?: { name?: unknown } };
      return typeof sender?.name === 'string' && sender.name !== '' ? sender.name : '';
    } catch {
      return '';
    }
  });
  return [...new Set(names.map((name) => name || 'アカウントの名前'))].join('、') || 'アカウントの名前';
}

/** Nobody has said whom it is for, or not wholly; a target that this person may not ask about is none of these. */
export const isTargetOpen = ({ errors }: Confirmation): boolean =>
  errors.some(({ path, code }) => path === 'target' && (code === 'required' || code === 'invalid_target'));

/** Why an approval or a request for one counts no more. */
export function lapsed({ approval }: Draft, { count }: Confirmation): string {
  if (!approval?.decided_by) return '前の依頼は期限が切れました';
  if (Date.parse(approval.expires_at) <= Date.now()) return '前の承認は期限が切れました';
  const agreed = approval.people ?? count;
  const difference = Math.abs(agreed - count);
  return difference > Math.min(10, agreed) && difference * 10 > agreed
    ? `前の承認は${people(agreed)}への配信のものなので、使えません`
    : '前の承認のあとで、対象に使った項目や選択肢の名前が変わったため、使えません';
}

/** Sent back, and not touched since. */
export const isReturned = ({ state, approval }: Draft): boolean => state === 'returned' && !!approval?.reason;

export function approvalWords(draft: Draft, look: Confirmation): string {
  const { approval } = draft;
  if (look.approval === 'approved')
    return `${approval?.decided_by?.name ?? ''}さんが承認${approval?.decided_at ? `（${short(approval.decided_at)}）` : ''}`;
  if (look.approval === 'requested')
    return `承認がまだ（${approval?.requested_by.name ?? ''}さんが依頼${approval ? `。${deadline(draft.start, approval)}` : ''}）`;
  if (look.approval === 'expired' && look.approval_needed) return `承認がまだ（${lapsed(draft, look)}）`;
  if (isTargetOpen(look)) return '対象を決めると分かります';
  if (!look.approval_needed) return 'この配信には要りません';
  return isReturned(draft)
    ? `承認がまだ（${approval?.decided_by?.name ?? ''}さんが差し戻しました）`
    : '承認がまだ（依頼していません）';
}
