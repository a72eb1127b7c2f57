import { expect, test } from 'vitest';
import { framed, missing } from '../src/features/composer/frame.ts';

const FRAME = { prefix: '【危機管理課】', footer: '電話 000-000-0000' };
const text = (words: string) => JSON.stringify({ type: 'text', text: words });
const PICTURE = JSON.stringify({ type: 'image', originalContentUrl: '', previewImageUrl: '' });

test('the beginning goes into the first text and the end into the last one', () => {
  expect(framed([PICTURE, text('一'), text('二')], FRAME)).toEqual([
    PICTURE,
    text('【危機管理課】\n一'),
    text('二\n電話 000-000-0000'),
  ]);
  expect(framed([text('')], FRAME)).toEqual([text('【危機管理課】\n\n電話 000-000-0000')]);
});

test('what is there is not put in twice, and what has no text stays as it is', () => {
  const once = framed([text('一')], FRAME);
  expect(framed(once, FRAME)).toBe(once);
  expect(missing(once, FRAME)).toBeUndefined();
  expect(missing([text('一 電話 000-000-0000')], FRAME)).toEqual({ prefix: '【危機管理課】', footer: '' });
  for (const messages of [[], [PICTURE], ['{ "type": "text", ']])
    expect(framed(messages, FRAME)).toBe(messages);
  const bare = [text('一')];
  expect(framed(bare, { prefix: ' ', footer: '' })).toBe(bare);
});

test('a bubble keeps what else it has', () => {
  const bubble = JSON.stringify({ type: 'text', text: '一', quickReply: { items: [] } });
  expect(framed([bubble], { prefix: '始', footer: '' })).toEqual([
    JSON.stringify({ type: 'text', text: '始\n一', quickReply: { items: [] } }),
  ]);
});

test('what else was typed stays byte for byte, and LINE emoji keep their letters', () => {
  const bubble =
    '{ "type": "text", "text": "$は一", "emojis": [ {"index": 0, "productId": "a"} ], "x": 1e400 }';
  const [text = ''] = framed([bubble], { prefix: '始', footer: '終' });
  expect(text).toContain('"x": 1e400');
  expect(text.startsWith('{ "type": "text", "text": ')).toBe(true);
  expect(JSON.parse(text)).toMatchObject({ text: '始\n$は一\n終', emojis: [{ index: 2, productId: 'a' }] });
});
