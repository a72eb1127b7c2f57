import { expect, test } from 'vitest';
import { keyed, NO_KEYS } from '../src/features/composer/use_keys.ts';

const begun = keyed(NO_KEYS, ['a', 'b', 'c']);

test('an edited entry keeps its key', () => {
  expect(keyed(begun, ['a', 'bb', 'c']).keys).toEqual([0, 1, 2]);
});

test('an entry that moves takes its key along', () => {
  expect(keyed(begun, ['b', 'a', 'c']).keys).toEqual([1, 0, 2]);
});

test('the key of a removed entry is not given to its neighbour, nor given again', () => {
  const fewer = keyed(begun, ['b', 'c']);
  expect(fewer.keys).toEqual([1, 2]);
  expect(keyed(fewer, ['b', 'c', 'd']).keys).toEqual([1, 2, 3]);
});

test('a copy has a key of its own', () => {
  expect(keyed(begun, ['a', 'a', 'b', 'c']).keys).toEqual([0, 3, 1, 2]);
});

test('what is left of several that said the same is none of them', () => {
  const same = keyed(NO_KEYS, ['a', 'a', 'b']);
  expect(keyed(same, ['a', 'b']).keys).toEqual([3, 2]);
});
