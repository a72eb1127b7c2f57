/** What the check finds in all bubbles, in the words of their forms: the same on every screen that tells it. */

import type { FieldError } from '../../shared/api/problem.ts';
import { inListWords } from './field_words.ts';
import { blocksOf } from './flex/from_text.ts';
import { inBlockWords } from './flex/places.ts';

export const inFormWords = (
  errors: readonly FieldError[],
  messages: readonly string[],
): readonly FieldError[] =>
  messages.reduce<readonly FieldError[]>((found, text, index) => {
    const path = `messages[${index}]`;
    if (!found.some((error) => error.path.startsWith(path))) return found;
    const cards = blocksOf(text);
    const named = inListWords(found, text, path, index + 1);
    return cards ? inBlockWords(named, path, index + 1, cards) : named;
  }, errors);
