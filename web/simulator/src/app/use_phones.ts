/** Which citizen each phone shows. Remembered in the browser. */

import { useEffect, useState } from 'preact/hooks';
import type { User, UserId } from '../shared/api/users.ts';

/** More phones than this make the page slow and hard to read. */
export const MOST_PHONES = 6;
const FEWEST_PHONES = 3;
const STORAGE_KEY = 'kairan.simulator.phones';

/** A phone without a choice takes the first citizen that no other phone shows. */
export function usePhones(users: User[]) {
  const [wanted, setWanted] = useState<(string | null)[]>(remembered);
  useEffect(() => localStorage.setItem(STORAGE_KEY, JSON.stringify(wanted)), [wanted]);
  return {
    chosen: assign(wanted, users),
    choose: (index: number, id: UserId) =>
      setWanted((old) => old.map((was, at) => (at === index ? id : was))),
    add: () => setWanted((old) => [...old, null].slice(0, MOST_PHONES)),
    remove: () => setWanted((old) => (old.length > FEWEST_PHONES ? old.slice(0, -1) : old)),
  };
}

/** Pairs phones with citizens; a remembered citizen that no longer exists counts as no choice. */
export function assign(wanted: (string | null)[], users: User[]): (UserId | null)[] {
  const known = new Map(users.map((user) => [user.userId as string, user.userId]));
  const taken = new Set(wanted.filter((id) => id !== null && known.has(id)));
  const free = users.filter((user) => !taken.has(user.userId)).values();
  return wanted.map((id) => known.get(id ?? '') ?? free.next().value?.userId ?? null);
}

function remembered(): (string | null)[] {
  const phones = parse(localStorage.getItem(STORAGE_KEY)).slice(0, MOST_PHONES);
  while (phones.length < FEWEST_PHONES) phones.push(null);
  return phones;
}

function parse(stored: string | null): (string | null)[] {
  try {
    const value: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(value) ? value.map((id) => (typeof id === 'string' ? id : null)) : [];
  } catch {
    return [];
  }
}
