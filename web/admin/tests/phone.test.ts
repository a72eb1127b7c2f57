import { expect, test } from 'vitest';
import { dialled } from '../src/features/composer/action_fields.tsx';

test('a number is written as a phone takes it', () => {
  expect(dialled('０４４－２００－２１１１')).toBe('044-200-2111');
  expect(dialled('(044) 200-2111')).toBe('044200-2111');
});

test('what is more than one number stays as it was typed', () => {
  for (const typed of ['044-200-2111（内線2345）', '044-200-2111、044-200-2112', '代表 044-200-2111'])
    expect(dialled(typed)).toBe(typed);
});
