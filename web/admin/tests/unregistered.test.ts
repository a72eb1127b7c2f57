import { expect, test } from 'vitest';
import type { Condition } from '../src/features/audience/condition.ts';
import { joined, parted } from '../src/features/audience/unregistered.ts';

const WARD: Condition = { item: 'ward', any_of: ['takatsu'] };
const GROUP: Condition = { all: [WARD] };

test('whoever never registered is included or left out, and the conditions stay what they were', () => {
  for (const unregistered of ['as_is', 'with', 'without'] as const)
    expect(parted(joined(GROUP, unregistered))).toEqual({ inner: GROUP, unregistered });
  expect(joined(GROUP, 'with')).toEqual({ any: [GROUP, { not: { system: 'registered' } }] });
  expect(joined(WARD, 'without')).toEqual({ all: [GROUP, { system: 'registered' }] });
});

test('a condition that somebody wrote line by line is left as it is', () => {
  for (const written of [
    { any: [WARD, { not: { system: 'registered' } }] },
    { all: [WARD, { system: 'registered' }] },
    { all: [GROUP, { system: 'tester' }] },
    { not: { system: 'registered' } },
  ] as Condition[])
    expect(parted(written)).toEqual({ inner: written, unregistered: 'as_is' });
});
