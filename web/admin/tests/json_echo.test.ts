import { expect, test } from 'vitest';
import { isEcho } from '../src/features/composer/json/use_editor.ts';

test('what was typed a moment ago does not come back over what is typed by now', () => {
  expect(isEcho(['{"', '{"a'], '{"', '{"a')).toBe(true);
});

test('what comes from elsewhere is taken', () => {
  expect(isEcho(['{"', '{"a'], '{}', '{"a')).toBe(false);
});
