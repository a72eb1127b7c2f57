/** The console tells which answer to wait for: the one that is sent. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ANSWER } from '../src/features/testers/words.ts';

it('names the answer to a code as it is sent', () => {
  const words = readFileSync('../lib/usecases/src/testing/welcome.rs', 'utf8'); // from web, where tests begin
  expect(words).toContain(`"${ANSWER}`);
});
