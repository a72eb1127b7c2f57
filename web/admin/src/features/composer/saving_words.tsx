/** Says whether what was typed is safe. */

import type { ReactNode } from 'react';
import { adviceFor } from '../../shared/api/problem.ts';
import { clock } from '../../shared/format/jst.ts';
import type { Saving } from './use_autosave.ts';

function words(saving: Saving): ReactNode {
  switch (saving.state) {
    case 'saved':
      return `保存済み ${clock(saving.at)}`;
    case 'typed':
      return 'まもなく保存します';
    case 'saving':
      return '保存しています…';
    case 'failed':
      return (
        <>
          まだ保存できていません
          <span className="max-lg:sr-only">（この端末には残っています）。{adviceFor(saving.problem)}</span>
        </>
      );
    case 'conflict':
      return 'ほかの変更とぶつかったため、保存を止めています';
    default:
      return saving satisfies never;
  }
}

/** Stays in sight wherever somebody is writing. */
const BAD = 'rounded-8 border-2 border-error-1 bg-white px-3 py-2 font-bold text-error-2';

export function SavingWords({ saving }: { saving: Saving }) {
  const isBad = saving.state === 'failed' || saving.state === 'conflict';
  return (
    // Always as high: what comes and goes by itself moves nothing that somebody is about to press. A phone has room for a line.
    <div className={isBad ? 'sticky top-2 z-30 h-12' : 'h-12'}>
      <p role="status" className={isBad ? BAD : 'text-sm text-solid-gray-700'}>
        {words(saving)}
      </p>
    </div>
  );
}
