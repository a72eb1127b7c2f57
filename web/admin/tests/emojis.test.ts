import { expect, test } from 'vitest';
import { withEmojis } from '../src/features/composer/emojis.ts';

const emoji = (index: number, emojiId = '001') => ({ index, productId: '5ac1', emojiId });
const message = (text: string, ...emojis: readonly object[]) => ({
  type: 'text',
  text,
  ...(emojis.length > 0 && { emojis }),
});
const edited = (text: string, next: string, ...emojis: readonly object[]) =>
  withEmojis(message(text, ...emojis), { ...message(text, ...emojis), text: next });

test('emoji behind an edit move with their sign, counted in UTF-16 units; those before it stay', () => {
  const [first, last] = [emoji(0), emoji(4, '002')];
  expect(edited('$ごみ。$', '$𠮷ごみ。$', first, last)).toEqual(
    message('$𠮷ごみ。$', first, emoji(6, '002')),
  );
  expect(edited('$ごみ。$', '$。$', first, last)).toEqual(message('$。$', first, emoji(2, '002')));
  expect(edited('$ごみ。$', '$ごみ。$$', first, last)).toEqual(message('$ごみ。$$', first, last));
});

test('an emoji goes with its sign, and a sign that was only typed is none', () => {
  expect(edited('ご$み', 'ごみ', emoji(1))).toEqual(message('ごみ'));
  expect(edited('100$です', '1000$です')).toEqual(message('1000$です'));
  expect(edited('ご$み', '$ご$み', emoji(1))).toEqual(message('$ご$み', emoji(2)));
});

test('what is no emoji, and what did not change, stays as it is', () => {
  const odd = { type: 'text', text: 'あ$', emojis: [null, { index: 'x' }, emoji(1)] };
  expect(withEmojis(odd, { ...odd, text: 'いあ$' })).toEqual({
    ...odd,
    text: 'いあ$',
    emojis: [null, { index: 'x' }, emoji(2)],
  });
  const same = { ...odd, sender: { name: 'あ' } };
  expect(withEmojis(odd, same)).toBe(same);
});
