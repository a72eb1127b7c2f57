import { expect, test } from 'vitest';
import { begin, type Content, compose, type Edit } from '../src/features/composer/content.ts';
import { commonSender, sendersOf, sentBy } from '../src/features/composer/end_of_draft.ts';

const REPLIES = { items: [{ type: 'action', action: { type: 'message', label: 'はい', text: 'はい' } }] };
const OTHERS = { items: [{ type: 'action', action: { type: 'location', label: '場所' } }] };
const text = (words: string, more: object = {}) => JSON.stringify({ type: 'text', text: words, ...more });
const ASKED = text('二', { quickReply: REPLIES });

const begun = (...messages: readonly string[]) =>
  begin({
    title: '',
    department: null,
    target: null,
    messages,
    emergency: false,
    silent: false,
    start: { kind: 'now' } as Content['start'],
  });
const after = (messages: readonly string[], ...edits: readonly Edit[]) =>
  edits.reduce(compose, begun(...messages)).present.messages;

test('quick replies stay at the end when a bubble is added, moved or taken away', () => {
  const two = text('二');
  expect(after([text('一'), ASKED], { kind: 'add', text: text('三') })).toEqual([
    text('一'),
    two,
    text('三', { quickReply: REPLIES }),
  ]);
  const first = text('一', { quickReply: REPLIES });
  expect(after([text('一'), ASKED], { kind: 'move', index: 1, by: -1 })).toEqual([two, first]);
  expect(after([text('一'), ASKED], { kind: 'move', index: 0, by: 1 })).toEqual([two, first]);
  expect(after([text('一'), ASKED], { kind: 'remove', index: 1 })).toEqual([first]);
  expect(after([text('一'), ASKED], { kind: 'remove', index: 0 })).toEqual([ASKED]);
});

test('one step of undo takes back the bubble and the quick replies that went with it', () => {
  const added = compose(begun(ASKED), { kind: 'add', text: text('三') });
  expect(compose(added, { kind: 'undo' }).present.messages).toEqual([ASKED]);
});

test('a copy of the last bubble takes its quick replies along', () => {
  expect(after([ASKED], { kind: 'add', text: ASKED, after: 0 })).toEqual([text('二'), ASKED]);
  expect(after([ASKED, text('三')], { kind: 'add', text: text('三'), after: 1 })).toEqual([
    ASKED,
    text('三'),
    text('三'),
  ]);
});

test('two bubbles with replies of their own keep them, and imported text stays as it was typed', () => {
  const own = text('一', { quickReply: OTHERS });
  expect(after([own, ASKED], { kind: 'move', index: 0, by: 1 })).toEqual([ASKED, own]);
  const typed = '{ "type": "text",\n  "text": "三" }';
  expect(after([typed, ASKED], { kind: 'remove', index: 1 })).toEqual([
    `{ "type": "text",\n  "text": "三","quickReply":${JSON.stringify(REPLIES)} }`,
  ]);
  expect(after(['{', ASKED], { kind: 'remove', index: 1 })).toEqual(['{']);
});

test('one sender is written to every bubble, and a new bubble has it, too', () => {
  const both = sentBy([text('一'), '{', ASKED], { name: '防災課', iconUrl: '' });
  expect(sendersOf(both)).toEqual([
    { name: '防災課', iconUrl: '' },
    undefined,
    { name: '防災課', iconUrl: '' },
  ]);
  expect(commonSender(both)).toEqual({ name: '防災課', iconUrl: '' });
  expect(after(both, { kind: 'add', text: text('四') }).at(-1)).toContain('"sender":{"name":"防災課"}');
  expect(sentBy(both, { name: '', iconUrl: '' })).toEqual([text('一'), '{', ASKED]);
});

test('bubbles that came with different senders are told apart and left alone', () => {
  const mixed = [text('一', { sender: { name: '消防' } }), text('二')];
  expect(commonSender(mixed)).toBeUndefined();
  expect(after(mixed, { kind: 'add', text: text('三') }).at(-1)).toBe(text('三'));
});
