/** Writing a delivery: message, target, time and test on the left, the phone on the right. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useReducer, useState } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import type { Draft } from '../../shared/api/types.ts';
import { PERMISSION_NAMES } from '../../shared/format/names.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { later } from '../../shared/ui/later.tsx';
import { EmergencyBanner, Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import type { Target } from '../audience/condition.ts';
import { blankLines, useBlanks } from './blanks.ts';
import { begin, type Content, compose, contentOf } from './content.ts';
import { DepartmentField } from './department_field.tsx';
import { ErrorList } from './error_list.tsx';
import { isHandedOver, VOIDS } from './handed_over.ts';
import { UploadsContext, useUploads } from './lost_upload.tsx';
import { OthersWriting } from './others_writing.tsx';
import { PhonePreview } from './phone_preview.tsx';
import { PresenceWords } from './presence_words.tsx';
import { SavingWords } from './saving_words.tsx';
import { stepOf } from './step_of.ts';
import { TestWords } from './test_words.tsx';
import { ToldRow } from './told_row.tsx';
import { useAutosave } from './use_autosave.ts';
import { useCheck } from './use_check.ts';
import { useCopied } from './use_copied.ts';
import { useGoTo } from './use_go_to.ts';
import { useUndoKeys } from './use_undo_keys.ts';
import { useUnfinished } from './use_unfinished.ts';

const AudienceEditor = later(async () => (await import('../audience/audience_editor.tsx')).AudienceEditor);
const DraftActions = later(async () => (await import('./draft_actions.tsx')).DraftActions);
const MessageStep = later(async () => (await import('./message_step.tsx')).MessageStep);
const StartStep = later(async () => (await import('./start_step.tsx')).StartStep);
const TestStep = later(async () => (await import('./test_step.tsx')).TestStep);
const WarningList = later(async () => (await import('./warning_list.tsx')).WarningList);
const CopiedTarget = later(async () => (await import('./copied_target.tsx')).CopiedTarget);
const ConflictDialog = later(async () => (await import('./conflict_dialog.tsx')).ConflictDialog);

const STEPS = [
  { id: 'message', label: '1 メッセージ' },
  { id: 'target', label: '2 対象' },
  { id: 'start', label: '3 日時' },
  { id: 'test', label: '4 テスト' },
];

/** Marks the step of a target that came along with a copy. */
const COPIED: FieldError = { path: 'target', code: 'copied', message: '' };

function openStep(id: string, onStep: (id: string) => void): void {
  onStep(id);
  const tab = document.querySelector<HTMLElement>(`[role=tab][id$="-${id}"]`);
  tab?.scrollIntoView({ block: 'start' });
  tab?.focus();
}

/** Each step with what is still to be done in it. */
const marked = (open: readonly FieldError[], wrong: readonly FieldError[]) =>
  STEPS.map(({ id, label }) => {
    const isHere = ({ path }: FieldError) => stepOf(path) === id;
    if (wrong.some(isHere)) return { id, label: `${label}（要修正）` };
    return { id, label: open.some(isHere) ? `${label}（まだ）` : label };
  });

interface Props {
  readonly begun: Draft;
  readonly restored: { readonly version: number; readonly content: Content } | undefined;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one screen read from top to bottom
export function Composer({ begun, restored }: Props) {
  const navigate = useNavigate();
  const me = useMe();
  const [history, edit] = useReducer(compose, begin(restored?.content ?? contentOf(begun)));
  const { go } = useSearch({ strict: false }) as { readonly go?: string };
  const [step, setStep] = useState(stepOf(go ?? '') ?? 'message');
  const [busy, setBusy] = useState(false);
  const content = history.present;
  const base =
    restored && restored.version !== begun.version ? { ...begun, version: restored.version } : begun;
  const { saving, saved, flush, accept, stop } = useAutosave(base, content, me.id);
  const check = useCheck(content);
  useUndoKeys(edit, () => void flush());
  const set = (field: string, change: Partial<Content>) =>
    edit({ kind: 'set', field, change, at: Date.now() });
  const errors = check?.errors ?? [];
  const unseen = check?.warnings.filter(({ key }) => !saved.acknowledged.includes(key)) ?? [];
  const { blanks, ask } = useBlanks(errors, content.messages, history.bubbles, go !== undefined);
  const around = useUnfinished(content);
  const copy = useCopied(begun.id, begun.target !== null, step);
  const open = [...around.open, ...blankLines(blanks)];
  const wrong = [...around.wrong, ...errors.filter((error) => !blanks.includes(error))];
  const goTo = useGoTo((path) => setStep(stepOf(path) ?? 'message'), go);
  const { uploads, isUploading, notice } = useUploads();
  const notYet = isUploading ? 'ファイルを送っています。「入りました」と出てから進んでください' : undefined;
  const onward = async () => {
    // A copy keeps its target, which may be the one thing that is meant otherwise.
    if (copy.isOpen) return openStep('target', setStep);
    setBusy(true);
    const draft = await flush();
    setBusy(false);
    if (draft) await navigate({ to: '/drafts/$id/confirm', params: { id: draft.id } });
  };
  return (
    <Page
      title={content.title || '名前のない下書き'}
      actions={
        <>
          <Button
            quiet
            reason={history.past.length === 0 ? '元に戻す操作はありません' : undefined}
            onClick={() => edit({ kind: 'undo' })}
          >
            元に戻す
          </Button>
          <Button
            quiet
            reason={history.future.length === 0 ? 'やり直す操作はありません' : undefined}
            onClick={() => edit({ kind: 'redo' })}
          >
            やり直す
          </Button>
          <Button kind="primary" busy={busy} reason={notYet} onClick={() => void onward()}>
            確認へ進む
          </Button>
        </>
      }
    >
      {/* Without a box of its own: bad news stays in sight only as long as what holds it does. */}
      <SavingWords saving={saving} />
      <TestWords draft={saved} isSaved={saving.state === 'saved'} />
      {restored && (
        <Notice title="保存できていなかった内容を、この端末から戻しました">内容を確かめてください。</Notice>
      )}
      {isHandedOver(saved) && <Notice kind="warning" title={VOIDS} />}
      {begun.approval?.reason && (
        <Notice kind="warning" title="差し戻されました">
          {begun.approval.reason}
        </Notice>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <div id="title">
            <TextField
              label="配信の名前（職員だけに見えます）"
              required
              value={content.title}
              onValue={(title) => set('title', { title })}
            />
          </div>
          {content.emergency && (
            <EmergencyBanner title="緊急の配信です">
              <p>ほかの配信より先に送ります。緊急でないときは、やめてください。</p>
              <Button onClick={() => set('emergency', { emergency: false })}>緊急をやめる</Button>
            </EmergencyBanner>
          )}
          <DepartmentField
            value={content.department}
            onValue={(department) => set('department', { department })}
          />
          <div>
            <ErrorList
              open
              errors={open}
              messages={content.messages}
              onGo={(path) => {
                ask(path);
                goTo(path);
              }}
            />
            <ErrorList errors={wrong} messages={content.messages} onGo={goTo} />
            <ToldRow what="確認の前に見ておくところ" count={unseen.length}>
              {unseen.length > 0 && <WarningList warnings={unseen} onGo={goTo} />}
            </ToldRow>
          </div>
          {copy.wasCopied && (
            // It arrives into a place of its own.
            <div className="min-h-44">
              <CopiedTarget
                target={begun.target as Target | null}
                isSeen={copy.isSeen}
                onLook={() => openStep('target', setStep)}
                onRight={() => {
                  copy.see();
                  openStep(step, setStep);
                }}
              />
            </div>
          )}
          <Tabs
            label="作成の手順"
            tabs={marked(copy.isOpen ? [...open, COPIED] : open, wrong)}
            current={step}
            onCurrent={setStep}
          >
            {step === 'message' && (
              <UploadsContext value={uploads}>
                <MessageStep
                  content={content}
                  bubbles={history.bubbles}
                  errors={errors}
                  blanks={blanks}
                  onEdit={edit}
                />
              </UploadsContext>
            )}
            {step === 'target' && (
              <div id="target">
                <AudienceEditor value={content.target} onChange={(target) => set('target', { target })} />
              </div>
            )}
            {step === 'test' && (
              <div id="test">
                <TestStep draft={saved} isSaved={saving.state === 'saved'} flush={flush} />
              </div>
            )}
            {step === 'start' && (
              <div className="flex flex-col gap-5">
                <div id="start">
                  <StartStep
                    start={content.start}
                    emergency={content.emergency}
                    onStart={(start) => set('start', { start })}
                  />
                </div>
                <Checkbox
                  label="通知音を鳴らさずに届ける"
                  checked={content.silent}
                  onChecked={(silent) => set('silent', { silent })}
                />
                <div id="emergency">
                  <Checkbox
                    label="緊急の配信（ほかの配信より先に送ります）"
                    hint={`すぐに送るときは、取り消しの待ち時間を置きません。「${PERMISSION_NAMES.deliveries_emergency}」の権限のある人は、1時間以内に始まるものなら、理由を書けば、承認も待ちません。`}
                    checked={content.emergency}
                    onChecked={(emergency) => set('emergency', { emergency })}
                  />
                </div>
              </div>
            )}
          </Tabs>
          <p className="min-h-[1lh] text-sm">
            {unseen.length > 0 && `上に、確認の前に見ておくところが${unseen.length}件あります。`}
          </p>
          <NextStep
            step={step}
            busy={busy}
            notYet={notYet}
            onStep={setStep}
            onConfirm={() => void onward()}
          />
          <DraftActions draft={saved} flush={flush} onGone={stop} />
        </div>
        {/* What comes by itself stands beside the steps: over them it would move what is pressed. */}
        <div className="flex min-w-0 flex-col gap-6 self-stretch">
          {saving.state !== 'conflict' && (
            <OthersWriting saved={saved} me={me.id} mine={content} onGone={stop} />
          )}
          <PresenceWords draft={begun.id} />
          {notice}
          <PhonePreview messages={content.messages} />
        </div>
      </div>
      {saving.state === 'conflict' && (
        <Conflict
          mine={content}
          theirs={saving.theirs}
          accept={accept}
          onTheirs={(theirs) => edit({ kind: 'replace', content: theirs })}
        />
      )}
    </Page>
  );
}

interface NextStepProps {
  readonly step: string;
  readonly busy: boolean;
  readonly onStep: (step: string) => void;
  readonly onConfirm: () => void;
  readonly notYet: string | undefined;
}

/** At the end of each step, where the button at the top is out of sight. */
function NextStep({ step, busy, notYet, onStep, onConfirm }: NextStepProps) {
  const next = STEPS[STEPS.findIndex(({ id }) => id === step) + 1];
  if (next === undefined)
    return (
      <div>
        <Button kind="primary" busy={busy} reason={notYet} onClick={onConfirm}>
          次へ：確認
        </Button>
      </div>
    );
  return (
    <div>
      <Button onClick={() => openStep(next.id, onStep)}>次へ：{next.label}</Button>
    </div>
  );
}

function Conflict({
  mine,
  theirs,
  accept,
  onTheirs,
}: {
  mine: Content;
  theirs: Draft;
  accept: (draft: Draft) => void;
  onTheirs: (content: Content) => void;
}) {
  const decided = (draft: Draft) => {
    accept(draft);
    onTheirs(contentOf(draft));
  };
  return <ConflictDialog mine={mine} theirs={theirs} onDecided={decided} />;
}
