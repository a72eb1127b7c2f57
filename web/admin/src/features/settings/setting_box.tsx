/** The frame of a setting: loading, problems, a lost version, and saving. */

import { type ReactNode, useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { useUnsaved } from '../../shared/ui/unsaved.tsx';
import type { Setting, SettingName, useSetting } from './use_setting.ts';

interface Question {
  readonly title: string;
  readonly words: string;
  /** On the button that saves. */
  readonly go: string;
}

interface Props<Value> {
  readonly title: string;
  readonly setting: ReturnType<typeof useSetting<SettingName, Value>>;
  readonly children: (value: Value) => ReactNode;
  /** Why it cannot be saved as it is typed. */
  readonly fault?: string | undefined;
  /** What has to be asked before it is saved as it is typed. */
  readonly question?: Question | false;
  /** The value in names and words, to compare two of them. */
  readonly words: (value: Value) => readonly (readonly [name: string, words: string])[];
}

export function SettingBox<Value>({ title, setting, children, fault, question, words }: Props<Value>) {
  /** Asked before it is saved: as it is typed, or over what somebody else has saved. */
  const [asked, ask] = useState<{ readonly over?: Setting<Value> }>();
  const reason = useReasonNot('settings');
  useUnsaved(setting.isChanged);
  const differences = ({ value }: Setting<Value>) =>
    beside(setting.value === undefined ? [] : words(setting.value), words(value));
  return (
    <Section title={title}>
      <ProblemNotice error={setting.readError} onRetry={setting.retry} />
      <ConflictNotice<Setting<Value>>
        error={setting.saveError}
        differences={differences}
        onTheirs={setting.reset}
        onMine={(theirs) => {
          if (fault !== undefined) return;
          if (question) ask({ over: theirs });
          else setting.save(theirs);
        }}
      />
      {!isStale(setting.saveError) && <ProblemNotice error={setting.saveError} />}
      {setting.value === undefined ? !setting.readError && <Loading /> : children(setting.value)}
      {setting.value !== undefined && (
        <div>
          <Button
            kind="primary"
            saves
            reason={reason ?? fault ?? (setting.isChanged ? undefined : '変更はありません')}
            busy={setting.isBusy}
            onClick={() => (question ? ask({}) : setting.save())}
          >
            保存する
          </Button>
        </div>
      )}
      {/* Where whoever pressed is looking. */}
      {setting.isSaved && <Notice kind="success" title="保存しました" live />}
      {question && (
        <Dialog
          title={question.title}
          open={asked !== undefined}
          onClose={() => ask(undefined)}
          footer={
            <>
              <Button
                kind="danger"
                onClick={() => {
                  ask(undefined);
                  setting.save(asked?.over);
                }}
              >
                {question.go}
              </Button>
              <Button onClick={() => ask(undefined)}>やめる</Button>
            </>
          }
        >
          <p>{question.words}</p>
        </Dialog>
      )}
    </Section>
  );
}
