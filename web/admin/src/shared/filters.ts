/** Filters of a list live in the address, so that a list can be bookmarked, sent to a colleague, and comes back with 「戻る」. */

import { useNavigate, useSearch } from '@tanstack/react-router';

export type Filters<Name extends string> = { [One in Name]?: string | undefined };

/** The filters named, and how to change them; a change forgets the page (`cursor`). Empty ones leave the address. */
export function useFilters<Name extends string>(...names: Name[]) {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const filters: Filters<Name> = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'string' || typeof value === 'number') filters[name] = String(value);
  }
  const change = (next: Filters<Name>) => {
    const kept = Object.entries<string | undefined>({ ...filters, cursor: undefined, ...next });
    const written = Object.fromEntries(kept.filter(([, value]) => value !== undefined && value !== ''));
    void navigate({ to: '.', search: written, replace: true });
  };
  return [filters, change] as const;
}
