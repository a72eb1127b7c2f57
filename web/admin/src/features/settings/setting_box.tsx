/** The frame of a setting: loading, problems, a lost version, and saving. */

import type { ReactNode } from 'react';
import { Problem } from '../../shared/api/problem.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import type { useSetting } from './use_setting.ts';

interface Props<T> {
  readonly title: string;
  readonly setting: ReturnType<typeof useSetting<T>>;
  readonly children: (value: T) => ReactNode;
  /** Why it cannot be saved as it is typed. */
  readonly fault?: string | undefined;
}

export function SettingBox<T>({ title, setting, children, fault }: Props<T>) {
  const reason = useReasonNot('settings');
  const lost =
    setting.saveError instanceof Problem && setting.saveError.status === 409 ? setting.saveError : undefined;
  return (
    <Section title={title}>
      <ProblemNotice error={setting.readError} onRetry={setting.retry} />
      {lost ? (
        <Notice kind="warning" title="ほかの人が先に変更しました" live>
          <p>あなたの入力は、まだ保存していません。</p>
          <Button onClick={setting.reset}>いまの内容を読み込む（入力を捨てる）</Button>
          <Button onClick={() => setting.save(lost.body.current_version)}>自分の入力で上書きする</Button>
        </Notice>
      ) : (
        <ProblemNotice error={setting.saveError} />
      )}
      {setting.isSaved && <Notice kind="success" title="保存しました" live />}
      {setting.value === undefined ? !setting.readError && <Loading /> : children(setting.value)}
      {setting.value !== undefined && (
        <div>
          <Button
            kind="primary"
            reason={reason ?? fault ?? (setting.isChanged ? undefined : '変更はありません')}
            busy={setting.isBusy}
            onClick={() => setting.save()}
          >
            保存する
          </Button>
        </div>
      )}
    </Section>
  );
}
