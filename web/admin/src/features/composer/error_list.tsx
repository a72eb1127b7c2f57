/** All errors in one place, each a link to the bubble that it is about. */

import type { FieldError } from '../../shared/api/problem.ts';
import { Notice } from '../../shared/ui/notice.tsx';

const bubbleOf = (path: string): string => /^messages\[\d+\]/.exec(path)?.[0] ?? 'messages';

export function ErrorList({ errors }: { errors: readonly FieldError[] }) {
  if (errors.length === 0) return null;
  return (
    <Notice kind="warning" title={`直すところが${errors.length}件あります`}>
      <ul className="list-disc pl-6">
        {errors.map((error) => (
          <li key={`${error.path} ${error.code}`}>
            <a className="underline" href={`#${bubbleOf(error.path)}`}>
              {error.message}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
