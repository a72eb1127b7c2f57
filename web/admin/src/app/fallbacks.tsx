/** Instead of a screen: no such address, or a defect. */

import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Problem } from '../shared/api/problem.ts';
import { Button } from '../shared/ui/button.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { Page } from '../shared/ui/page.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';
import { needsReload } from './release.ts';

export function MissingScreen() {
  return (
    <Page title="ページが見つかりません">
      <p>アドレスが変わったか、まちがっています。</p>
      <p>
        <Link to="/" className="link">
          ホームへ戻る
        </Link>
      </p>
    </Page>
  );
}

export function ScreenFailed({ error, reset }: ErrorComponentProps) {
  if (error instanceof Problem)
    return (
      <Page title="表示できません">
        <ProblemNotice error={error} onRetry={reset} />
      </Page>
    );
  return (
    <Page title="表示できません">
      <Notice
        kind="error"
        title={needsReload() ? '新しい版が公開されました' : '画面に不具合が起きました'}
        live
      >
        <p>画面を読み込み直してください。保存済みの下書きは残っています。</p>
        <Button kind="primary" onClick={() => location.reload()}>
          読み込み直す
        </Button>
      </Notice>
    </Page>
  );
}
