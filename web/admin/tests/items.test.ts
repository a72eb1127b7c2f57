import { describe, expect, it } from 'vitest';
import { fresh, isComplete, isKnown, modesOf } from '../src/features/audience/condition.ts';
import { optionBody, prefixesOf } from '../src/features/items/option_rows.tsx';
import { arranged } from '../src/features/items/ordering.tsx';
import { bodyOf, EMPTY, faultsOf, whole } from '../src/features/items/values.ts';
import { type Kind, kindsFor } from '../src/features/items/wire.ts';

describe('an item as it is typed', () => {
  it('reads whole numbers, full-width ones too', () => {
    expect(['１２', ' 7 ', '-3', '−3'].map(whole)).toEqual([12, 7, -3, -3]);
    expect(['', '1.5', 'x'].map(whole)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('names what is missing', () => {
    expect(Object.keys(faultsOf({ ...EMPTY, shown_if: { item: 'ward', any_of: [] } }))).toEqual([
      'label',
      'shown_if',
    ]);
    expect(faultsOf({ ...EMPTY, label: 'x', kind: 'number', min: '9', max: '1' }).max).toBeDefined();
    expect(faultsOf({ ...EMPTY, label: 'x', kind: 'text', max_length: 'many' }).max_length).toBeDefined();
  });

  it('sends limits only with the kind that has them', () => {
    expect(bodyOf({ ...EMPTY, label: ' 区 ' })).not.toHaveProperty('max_length');
    expect(bodyOf({ ...EMPTY, label: ' 区 ' })).toMatchObject({ label: '区', shown_if: null });
    expect(bodyOf({ ...EMPTY, kind: 'number', min: '１', max: '9' })).toMatchObject({ min: 1, max: 9 });
    expect(bodyOf({ ...EMPTY, kind: 'text', max_length: '40' })).toMatchObject({ max_length: 40 });
  });

  it('offers only kinds that answers still fit', () => {
    expect(kindsFor('single')).toContain('multiple');
    expect(kindsFor('multiple')).toEqual(['multiple']);
  });
});

describe('options', () => {
  it('reads postal prefixes however they are separated', () => {
    expect(prefixesOf('210、２１２, 213 〒214-')).toEqual(['210', '212', '213', '214']);
    expect(prefixesOf('')).toEqual([]);
  });

  it('sends no number of messages where none is written', () => {
    const option = { label: ' 防災 ', perMonth: '', prefixes: '' };
    expect(optionBody(option)).toEqual({ label: '防災', messages_per_month: null, postal_prefixes: [] });
    expect(optionBody({ ...option, perMonth: '4' })).toMatchObject({ messages_per_month: 4 });
  });

  it('keeps what came in between when an order is saved over another', () => {
    expect(arranged(['c', 'gone', 'a'], ['a', 'b', 'c'])).toEqual(['c', 'a', 'b']);
  });
});

describe('conditions', () => {
  const item = (kind: Kind) => ({ id: 'x', kind, options: [] });

  it('ask for what the kind can tell', () => {
    expect((['single', 'month', 'number', 'text'] as const).map((kind) => modesOf(item(kind))[0])).toEqual([
      'any_of',
      'age',
      'number',
      'answered',
    ]);
  });

  it('are complete only when every part is', () => {
    for (const mode of ['any_of', 'age', 'number'] as const) expect(isComplete(fresh('x', mode))).toBe(false);
    for (const mode of ['answered', 'unset'] as const) expect(isComplete(fresh('x', mode))).toBe(true);
    expect(isComplete({ item: 'x', age: { from: 20 } })).toBe(true);
    expect(isComplete({ item: 'x', number: { from: 3, to: 2 } })).toBe(false);
    expect(isComplete({ all: [{ item: 'x', any_of: ['a'] }, { any: [] }] })).toBe(false);
  });

  it('that the lines cannot show are left alone', () => {
    expect(isKnown({ not: { item: 'x', any_of: ['a'] } })).toBe(true);
    expect(isKnown({ not: { all: [{ item: 'x', any_of: ['a'] }] } })).toBe(false);
    expect(isKnown({ any: [{ all: [{ clicked: 'd' }, { not: { opened: 'd' } }] }] })).toBe(true);
    expect(isComplete({ any: [{ clicked: '' }] })).toBe(false);
    expect(isComplete({ any: [{ all: [{ clicked: 'd' }, { not: { opened: 'd' } }] }] })).toBe(true);
    expect(isKnown({ friendship: 'blocked' } as never)).toBe(false);
  });
});
