/** A form of signing in: its problem above the fields, and Enter sends it. */

import type { ReactNode } from 'react';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { othersOf, refusalOf } from './words.ts';

interface Props {
  readonly onSubmit: () => void;
  readonly error: unknown;
  /** Said above the fields instead of the error. */
  readonly alert?: string | undefined;
  readonly children: ReactNode;
}

export function SignInForm({ onSubmit, error, alert, children }: Props) {
  const words = alert ?? refusalOf(error);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {words ? (
        <Notice kind="error" title="ログインできません" live>
          <p>{words}</p>
        </Notice>
      ) : (
        <ProblemNotice error={othersOf(error)} />
      )}
      {children}
    </form>
  );
}
