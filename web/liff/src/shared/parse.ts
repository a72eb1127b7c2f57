/** Reads JSON of unknown shape: each function gives the value or undefined, and never throws. */

export type Json = Readonly<Record<string, unknown>>;

export const record = (raw: unknown): Json | undefined =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Json) : undefined;

export const text = (raw: unknown): string | undefined => (typeof raw === 'string' ? raw : undefined);

export const number = (raw: unknown): number | undefined =>
  typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined;

/** A number that cannot be negative, such as messages a month. */
export const amount = (raw: unknown): number | undefined => {
  const value = number(raw);
  return value !== undefined && value >= 0 ? value : undefined;
};

/** What `read` understands of a list; the rest is left out. */
export function list<T>(raw: unknown, read: (entry: unknown) => T | undefined): T[] {
  return Array.isArray(raw) ? raw.map(read).filter((entry) => entry !== undefined) : [];
}

/** The entries of a JSON object that `read` understands. A Map, so that no name can reach a prototype. */
export function entries<T>(raw: unknown, read: (entry: unknown) => T | undefined): Map<string, T> {
  const found = new Map<string, T>();
  for (const [name, entry] of Object.entries(record(raw) ?? {})) {
    const value = read(entry);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}
