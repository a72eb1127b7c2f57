/** Lenient readers over untrusted message JSON: a field of the wrong type reads as absent, nothing throws. */

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `key`, or undefined. */
export function object(json: Json, key: string): Json | undefined {
  const value = json[key];
  return isJson(value) ? value : undefined;
}

/** The objects of the array under `key`; anything else in it is left out. */
export function objects(json: Json, key: string): Json[] {
  const value = json[key];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** The string under `key`, or undefined. */
export function text(json: Json, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' ? value : undefined;
}

/** The finite number under `key`, or undefined. */
export function number(json: Json, key: string): number | undefined {
  const value = json[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** True only for a literal `true`. */
export function flag(json: Json, key: string): boolean {
  return json[key] === true;
}
