/** Values deep inside a bubble, by keys with dots; every change makes a new object. */

export function valueAt(root: unknown, path: string): unknown {
  if (path === '') return root;
  let value = root;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}

/** `undefined` takes the key away. */
export function withValue(root: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const [key = '', ...rest] = path.split('.');
  const whole = typeof root === 'object' && root !== null ? root : {};
  const next = withValue((whole as Record<string, unknown>)[key], rest.join('.'), value);
  if (Array.isArray(whole)) return whole.with(Number(key), next);
  if (next !== undefined) return { ...whole, [key]: next };
  const { [key]: _gone, ...others } = whole as Record<string, unknown>;
  return others;
}

/** `/messages/0/text`, a JSON pointer as the text check writes it, as the paths of fields are written: `messages[0].text`. */
export const inBrackets = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('');

export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
