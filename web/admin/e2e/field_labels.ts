/** The fields of free text that the console's sources have, by what they are labelled with. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, '../src');
/** What takes no free text, and the parts that every field is made of. */
const OTHER_TYPES = /type="(date|datetime-local|number|file|checkbox|radio)"/;
const PARTS = /^shared\/ui\//;

/** The whole opening tag that begins here. */
function tagAt(text: string, begin: number): string {
  let depth = 0;
  for (let at = begin; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (text[at] === '>' && depth === 0) return text.slice(begin, at);
  }
  return '';
}

export interface Fields {
  /** Labels that stand in the source as they are. */
  readonly plain: readonly string[];
  /** Files with fields whose labels are put together. */
  readonly computed: readonly string[];
}

export async function fieldsOfSources(): Promise<Fields> {
  const plain = new Set<string>();
  const computed = new Set<string>();
  const files = (await readdir(SOURCES, { recursive: true })).filter((name) => name.endsWith('.tsx'));
  for (const file of files.filter((name) => !PARTS.test(name))) {
    const text = await readFile(join(SOURCES, file), 'utf8');
    for (const { index } of text.matchAll(/<(TextField|TextArea|input|textarea)\b/g)) {
      const tag = tagAt(text, index);
      if (OTHER_TYPES.test(tag) || /\breadOnly\b/.test(tag)) continue;
      const label = /\blabel="([^"]*)"/.exec(tag)?.[1];
      if (label === undefined) computed.add(file);
      else plain.add(label);
    }
  }
  return { plain: [...plain], computed: [...computed] };
}
