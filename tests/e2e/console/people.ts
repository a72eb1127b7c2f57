/**
 * Whom `console.spec.ts` brings in; the other specs go on with them. Kept in a file for as long as this city runs: a failed
 * test takes only itself along, and one spec can be run again on a city that stands.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Authenticator, FIRST_CODE, type Signed } from './support.ts';

interface People {
  hanako: Signed;
  kyoko: Signed;
  hanakosApp: Authenticator;
  kyokosApp: Authenticator;
  /** Of the invented colleagues those who have accepted their invitation, by login. */
  colleagues: Record<string, Signed>;
  /** The address of a delivery that was stopped halfway. */
  stopped: string;
}

const FOLDER = `${import.meta.dirname}/../test-results`;
const KEPT = `${FOLDER}/people-${FIRST_CODE.slice(0, 8)}.json`;

function remembered(): People {
  try {
    const kept = JSON.parse(readFileSync(KEPT, 'utf8'), (name, value) =>
      name.endsWith('App') ? new Authenticator(...(value as [string, number])) : value,
    );
    return kept as People;
  } catch {
    return { colleagues: {} } as People;
  }
}

export const people: People = remembered();

process.on('exit', () => {
  if (people.kyoko === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(KEPT, JSON.stringify(people));
});
