/** Changes of JSON text that leave every other byte as it was typed. The text is known to be JSON. */

type Fields = Readonly<Record<string, unknown>>;

/**
 * The text for `next`, where it holds `before` now: only the keys of the outermost object that changed are written anew.
 * Text that was made by a form is made anew as a whole, so that it stays as compact as it was.
 */
export function rewritten(text: string, before: unknown, next: unknown): string {
  if (!isObject(before) || !isObject(next) || text === JSON.stringify(before)) return JSON.stringify(next);
  const keys = new Set([...Object.keys(before), ...Object.keys(next)]);
  const changed = [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(next[key]));
  return changed.reduce((whole, key) => withKey(whole, key, next[key]), text);
}

/** Whether a key stands twice in one object: reading it would lose one of the two. */
export function saysTwice(text: string): boolean {
  const open: Set<string>[] = [];
  for (const { word, isKey } of tokens(text)) {
    if (word === '{' || word === '[') open.push(new Set());
    else if (word === '}' || word === ']') open.pop();
    else if (isKey) {
      const [key, keys] = [JSON.parse(word) as string, open.at(-1)];
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
  }
  return false;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Token {
  readonly word: string;
  readonly from: number;
  readonly isKey: boolean;
}

function tokens(text: string): readonly Token[] {
  return [...text.matchAll(/("(?:[^"\\]|\\.)*")(?=(\s*:)?)|[{}[\],:]|[^\s{}[\],:"]+/g)].map((match) => ({
    word: match[0],
    from: match.index,
    isKey: match[2] !== undefined,
  }));
}

interface Member {
  readonly key: string;
  readonly from: number;
  readonly value: number;
  readonly to: number;
}

/** The members of the outermost object, each from the first letter of its key to the last of its value. */
function membersOf(text: string): readonly Member[] {
  const members: Member[] = [];
  let depth = 0;
  let at: Omit<Member, 'to'> | undefined;
  let to = 0;
  for (const { word, from, isKey } of tokens(text)) {
    if (word === '}' || word === ']') depth -= 1;
    if (at && depth <= 1 && (word === ',' || depth === 0)) {
      members.push({ ...at, to });
      at = undefined;
    }
    if (word === '{' || word === '[') depth += 1;
    if (depth === 1 && isKey) at = { key: JSON.parse(word) as string, from, value: -1 };
    else if (at?.value === -1 && word !== ':') at = { ...at, value: from };
    to = from + word.length;
  }
  return members;
}

function withKey(text: string, key: string, value: unknown): string {
  const members = membersOf(text);
  const index = members.findLastIndex((member) => member.key === key);
  const member = members[index];
  if (member === undefined) {
    if (value === undefined) return text;
    const added = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    const [last] = members.slice(-1);
    if (last) return `${text.slice(0, last.to)},${added}${text.slice(last.to)}`;
    return text.replace('{', () => `{${added}`);
  }
  if (value !== undefined) return text.slice(0, member.value) + JSON.stringify(value) + text.slice(member.to);
  const before = members[index - 1];
  const next = members[index + 1];
  // The comma goes too: the one before it, or that of the first the one behind it.
  if (before) return text.slice(0, before.to) + text.slice(member.to);
  return text.slice(0, member.from) + text.slice(next?.from ?? member.to);
}
