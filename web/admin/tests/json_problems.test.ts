import { describe, expect, test } from 'vitest';
import { problemsIn } from '../src/features/composer/json/problems.ts';
import { saidOf, wrapped } from '../src/features/composer/json/taken.ts';

const marked = (text: string, path = 'm', errors: Parameters<typeof problemsIn>[2] = []) =>
  problemsIn(text, path, errors).map(
    ({ from, to, line, message }) => `${line}: ${text.slice(from, to)} ${message}`,
  );
const error = (path: string, message: string, code = 'empty') => ({ path, code, message });

describe('where JSON breaks', () => {
  test('is said on its line, in words that tell what to do', () => {
    expect(marked('{\n  "a": 1\n  "b": 2\n}')).toEqual(['3: "b" この前に「,」が必要です。']);
    expect(marked('{\n  "a" 1\n}')[0]).toMatch(/^2: .*この前に「:」が必要です。$/);
    expect(marked('{"a": [1, 2}')[0]).toMatch(/「]」で閉じていません。|この前に「,」が必要です。/);
    expect(marked('{\n  "a": 1,\n}')[0]).toMatch(/^[23]: /);
    expect(marked('{"a": あ}')[0]).toMatch(/ここには書けない言葉です/);
    expect(marked('{"a": "改\n行"}')[0]).toMatch(/^1: /);
    expect(marked('{"a": 1} // b')[0]).toMatch(/コメント/);
    expect(marked('')[0]).toMatch(/^1: {2}JSONがまだありません。$/);
  });

  test('at the end is shown on the last line that has letters', () => {
    expect(marked('{\n  "a": {\n    "b": 1\n\n\n')).toEqual(['3: 1 「}」で閉じていません。']);
  });

  test('is found wherever the browser finds one, and nowhere else', () => {
    const whole = JSON.stringify({ a: [1, -2.5e3, true, null, 'あ"\\\n'], b: { c: {} } });
    expect(marked(whole)).toEqual([]);
    for (let end = 0; end < whole.length; end += 1)
      expect(marked(whole.slice(0, end)), whole.slice(0, end)).toHaveLength(1);
    for (let at = 0; at < whole.length; at += 1) {
      const text = whole.slice(0, at) + whole.slice(at + 1);
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(marked(text).length > 0, text).toBe(!isJson);
    }
  });

  test('a key that stands twice is shown where it stands again', () => {
    expect(marked('{\n"a": 1,\n"b": {"a": 1},\n"a": 2}')).toEqual([
      '4: "a" 「a」が2回書かれています。どちらかを消してください。',
    ]);
  });
});

describe('what the check found', () => {
  const text =
    '{\n "contents": {\n  "body": {\n   "contents": [\n    {"type": "text",\n     "text": ""},\n    {}]}}}';

  test('is shown at its value, of an object at its key, of what is missing at what it is missing in', () => {
    expect(
      marked(text, 'messages[1]', [
        error('messages[1].contents.body.contents[0].text', 'い'),
        error('messages[1].contents.body', 'ろ'),
        error('messages[1].contents.body.contents[1].type', 'は'),
        error('messages[1].altText', 'に'),
        error('messages[1]', 'ほ'),
        error('messages[0].altText', 'ほかの吹き出し'),
        error('messages[10].altText', 'ほかの吹き出し'),
        error('messages[1]', 'JSONとして読めません', 'not_json'),
      ]),
    ).toEqual(['1: { に', '1: { ほ', '3: "body" ろ', '6: "" い', '7: { は']);
  });

  test('finds keys that hold dots and brackets', () => {
    expect(marked('{\n"a": 1,\n"a.b[0]": 2}', 'm', [error('m.a.b[0]', 'x', 'unknown_key')])).toEqual([
      '3: 2 x',
    ]);
  });

  test('waits while the text is no JSON', () => {
    expect(marked('{"a" 1}', 'm', [error('m.a', 'x')])).toHaveLength(1);
  });
});

describe('what is pasted from the simulator', () => {
  const bubble = '{ "type":"bubble",\n  "size" : "giga", "x": 1.0 }\n';

  test('becomes a message, and not a letter of it changes', () => {
    const text = wrapped(bubble, { type: 'flex', altText: '"前"の文' }) ?? '';
    expect(text).toContain(bubble.trim());
    expect(JSON.parse(text)).toEqual({ type: 'flex', altText: '"前"の文', contents: JSON.parse(bubble) });
    expect(JSON.parse(wrapped('{"type":"carousel","contents":[]}', { type: 'text' }) ?? '')).toEqual({
      type: 'flex',
      altText: '',
      contents: { type: 'carousel', contents: [] },
    });
  });

  test('is left as it is where it is a message already, or something else', () => {
    for (const text of [
      '{"type":"flex","altText":"a","contents":{}}',
      '{"type":"text"}',
      '[]',
      '{"type":"bub',
    ])
      expect(wrapped(text, undefined)).toBeUndefined();
    expect(saidOf('{"type":"flex"}')).toContain('そのまま使います');
    expect(saidOf('{"type":"text"}')).toBeUndefined();
    expect(saidOf('{')).toBeUndefined();
  });
});

test('what is nested too deep is one problem, and brackets inside of a text are not counted', () => {
  expect(marked('['.repeat(8000))).toEqual(['1: [ 入れ子が深すぎます。']);
  expect(marked('['.repeat(8000) + ']'.repeat(8000))).toEqual(['1: [ 入れ子が深すぎます。']);
  expect(marked(JSON.stringify({ text: '['.repeat(8000) }))).toEqual([]);
});
