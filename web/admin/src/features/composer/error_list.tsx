/** All errors in one place, each leading to the field that it is about. */

import { useMemo } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import { inFormWords } from './form_words.ts';
import { ToldRow } from './told_row.tsx';

interface Props {
  readonly errors: readonly FieldError[];
  readonly messages: readonly string[];
  readonly onGo: (path: string) => void;
  /** Not wrong, only not decided yet. */
  readonly open?: boolean;
}

export function ErrorList({ errors, messages, onGo, open = false }: Props) {
  const worded = useMemo(() => inFormWords(errors, messages), [errors, messages]);
  return (
    <ToldRow what={open ? '配信するまでに決めること' : '直すところ'} count={errors.length} grave={!open}>
      <ul className="list-disc pl-6">
        {worded.map((error) => (
          <li key={`${error.path} ${error.code}`}>
            <a
              className="underline"
              href={`#${error.path}`}
              onClick={(event) => {
                event.preventDefault();
                onGo(error.path);
              }}
            >
              {error.message}
            </a>
          </li>
        ))}
      </ul>
    </ToldRow>
  );
}
