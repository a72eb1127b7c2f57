/** The button that sends, and what has to be done before it can. Enter alone never sends. */

import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { newKey, post } from '../../shared/api/http.ts';
import { asProblem, type Problem } from '../../shared/api/problem.ts';
import { queries } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { PERMISSION_NAMES } from '../../shared/format/names.ts';
import { people } from '../../shared/format/words.ts';
import { useMay, useReasonNot, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextArea, TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { countWords, isCount } from './typed_count.ts';
import { type Looked, otherThanMoved } from './use_looked.ts';

const WORDS: Record<string, string> = {
  errors: '直すところが残っています',
  warnings: '確かめてほしいところに、まだ印が付いていません',
  nobody: 'だれにも届きません',
  approval: 'ほかの人の承認が必要です',
  permission: '配信する権限がありません。権限のある人に依頼してください',
};

export const hasTarget = ({ target }: Draft): boolean => target !== null && target !== undefined;

/** `isUnapproved`: the button itself says that nobody else has looked. Without a target there is no number to say. */
export function sendLabel(draft: Draft, count: number, isUnapproved = false): string {
  if (isUnapproved) return `承認なしで、${sendLabel(draft, count)}`;
  if (!hasTarget(draft)) return draft.start.kind === 'at' ? '配信を予約する' : '配信する';
  if (draft.start.kind === 'at') return `${moment(draft.start.at)}に${people(count)}への配信を予約する`;
  return `${draft.emergency ? '緊急で' : ''}${people(count)}に配信する`;
}

interface Props {
  readonly draft: Draft;
  readonly look: Confirmation;
  readonly looked: Looked;
}

/** One key for one wish: pressing twice, or again after a lost answer, makes one delivery. */
function useWishKey(): (wish: object) => string {
  const last = useRef({ wish: '', key: '' });
  return (wish) => {
    const text = JSON.stringify(wish);
    if (last.current.wish !== text) last.current = { wish: text, key: newKey() };
    return last.current.key;
  };
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one screen read from top to bottom
export function SendPart({ draft, look, looked }: Props) {
  const navigate = useNavigate();
  const { stepUp } = useSession();
  const reasonNot = useReasonNot('deliveries_send');
  // Whoever may not send types nothing in vain.
  const mayType = useMay('deliveries_send');
  const keyFor = useWishKey();
  const [typed, setTyped] = useState('');
  const [isTyping, setTyping] = useState(false);
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const glass = look.break_glass_allowed && look.approval !== 'approved';
  const hasReason = [...why.trim()].length >= 10;
  const isUnapproved = glass && hasReason && look.blocked_by.includes('approval');
  const standing = look.blocked_by.filter(
    (block) => block !== 'step_up' && !(block === 'approval' && glass && hasReason),
  );
  const wrongCount = look.typed_count_needed && !isCount(typed, look.count);
  const reason =
    reasonNot ??
    looked.blocked ??
    (hasTarget(draft)
      ? undefined
      : `対象を決めると${draft.start.kind === 'at' ? '配信を予約' : '配信'}できます`) ??
    (glass && why.trim() !== '' && standing[0] === 'approval'
      ? '理由を10文字以上で書いてください'
      : undefined) ??
    (standing[0] ? (WORDS[standing[0]] ?? 'まだ配信できません') : undefined) ??
    (wrongCount ? `「${countWords(look.count)}」と入力すると押せます` : undefined);
  const send = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      if (look.step_up_needed && !(await stepUp())) return;
      const wish = {
        version: draft.version,
        content_hash: look.content_hash,
        expected_count: look.count,
        undo_seconds: look.undo_seconds,
        ...(look.typed_count_needed && { typed_count: typed }),
        ...(glass && hasReason && { break_glass_reason: why.trim() }),
      };
      const delivery = await post(`drafts/${draft.id}/send`, wish, { key: keyFor(wish) });
      await Promise.all(
        ['drafts', 'deliveries', 'home'].map((first) => queries.invalidateQueries({ queryKey: [first] })),
      );
      await navigate({ to: '/deliveries/$id', params: { id: delivery.id } });
    } catch (error) {
      const failed = asProblem(error);
      setProblem(failed);
      looked.tell(failed);
      // What was typed was said of a number, or of a time to take it back, that may be another now.
      const isOther = ['count_changed', 'undo_changed', 'blocked'].includes(failed.code);
      if (isOther || failed.code === 'stale_version') setTyped('');
      if (isOther) looked.again();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={draft.start.kind === 'at' ? '予約する' : '配信する'}>
      {mayType && glass && (
        <Notice kind="warning" title="緊急のときは、承認を待たずに配信できます">
          <div className="w-full">
            <TextArea
              label="承認を待てない理由（10文字以上）"
              hint="配信のあとで、承認する権限のある人が理由を確かめます。"
              rows={2}
              maxLength={1000}
              value={why}
              onValue={setWhy}
            />
          </div>
        </Notice>
      )}
      {draft.emergency && look.blocked_by.includes('approval') && !look.break_glass_allowed && (
        <Notice title="緊急の配信でも、承認が必要です">
          承認を待たずに送れるのは、1時間以内に始まる配信で、「{PERMISSION_NAMES.deliveries_emergency}
          」の権限のある人だけです。
        </Notice>
      )}
      {mayType && look.typed_count_needed && (
        <TextField
          label={`大切な配信です。「${countWords(look.count)}」と入力してください`}
          hint="全角の数字、カンマなし、空白があってもかまいません。"
          error={
            typed !== '' && wrongCount && !isTyping
              ? `「${countWords(look.count)}」と違います。届く人数を確かめてください。`
              : undefined
          }
          required
          autoComplete="off"
          value={typed}
          onValue={setTyped}
          onFocus={() => setTyping(true)}
          onBlur={() => setTyping(false)}
        />
      )}
      {!mayType && (
        <Notice title="この先は、配信する権限のある人が行います">
          「{PERMISSION_NAMES.deliveries_send}
          」の権限のある同じ部署の人に伝えてください。その人が「配信」の一覧からこの下書きを開き、この画面で配信します。
        </Notice>
      )}
      <ProblemNotice error={otherThanMoved(problem)} />
      <div>
        <Button
          kind={draft.emergency ? 'danger' : 'primary'}
          size="lg"
          busy={busy}
          reason={reason}
          onClick={() => void send()}
        >
          {sendLabel(draft, look.count, isUnapproved)}
        </Button>
      </div>
      <p className="text-sm text-solid-gray-700">
        {look.undo_seconds > 0 || draft.start.kind === 'at'
          ? '押したあとも、始まるまでは取り消せます。始まったあとは、届いた分を取り消せません。'
          : '押すとすぐに始まります。届いた分は取り消せません。'}
      </p>
    </Section>
  );
}
