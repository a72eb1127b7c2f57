/** What the check finds, in the words of the form, where the form is not on the page: its names are fetched when there is something to tell. */

import { useEffect, useState } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import type { inFormWords } from './form_words.ts';

export function useFormWords(
  errors: readonly FieldError[],
  messages: readonly string[],
): readonly FieldError[] {
  const [word, setWord] = useState<typeof inFormWords>();
  const isNeeded = errors.length > 0;
  useEffect(() => {
    if (!isNeeded) return;
    // Without it the server's own words say the same.
    import('./form_words.ts').then(
      (part) => setWord(() => part.inFormWords),
      () => undefined,
    );
  }, [isNeeded]);
  return word?.(errors, messages) ?? errors;
}
