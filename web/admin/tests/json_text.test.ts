import { describe, expect, test } from 'vitest';
import { rewritten, saysTwice } from '../src/features/composer/json_text.ts';

const TEXT = `{ "type" : "flex",
  "altText":"a, \\"}b",
  "contents": {"type":"bubble", "size":1.0, "altText":"inner", "x":[1,{"a":2}]} }`;

const changed = (change: object, text = TEXT): string =>
  rewritten(text, JSON.parse(text), { ...JSON.parse(text), ...change });

describe('a change of typed JSON', () => {
  test('leaves every other byte as it was', () => {
    expect(changed({ altText: 'c' })).toBe(TEXT.replace('"a, \\"}b"', '"c"'));
    expect(changed({})).toBe(TEXT);
    expect(changed({ quickReply: { items: [] } })).toBe(
      TEXT.replace('{"a":2}]}', '{"a":2}]},"quickReply":{"items":[]}'),
    );
  });

  test('takes a key away with its comma', () => {
    const without = (key: string) => {
      const { [key]: _gone, ...rest } = JSON.parse(TEXT);
      const text = rewritten(TEXT, JSON.parse(TEXT), rest);
      expect(JSON.parse(text)).toEqual(rest);
      return text;
    };
    expect(without('type')).toBe(TEXT.replace('"type" : "flex",\n  ', ''));
    expect(without('altText')).toBe(TEXT.replace(',\n  "altText":"a, \\"}b"', ''));
    without('contents');
    expect(rewritten('{ "a": 1 }', { a: 1 }, {})).toBe('{  }');
    expect(rewritten('{ }', {}, { a: 1 })).toBe('{"a":1 }');
  });

  test('what a form made stays compact', () => {
    expect(changed({ b: 2 }, '{"a":1}')).toBe('{"a":1,"b":2}');
    expect(rewritten('{"a":1}', { a: 1 }, { b: [1, { c: '$&' }] })).toBe('{"b":[1,{"c":"$&"}]}');
  });

  test('a key that stands twice is noticed, inside and with other letters for the same', () => {
    expect(saysTwice(TEXT)).toBe(false);
    expect(saysTwice('{"a":{"b":1,"c":[{"b":1},{"b":2}],"b":2}}')).toBe(true);
    expect(saysTwice('{"a":1,"\\u0061":2}')).toBe(true);
    expect(saysTwice('["a","a",{"x":"x"}]')).toBe(false);
  });
});
