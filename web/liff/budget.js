/** Weighs the production build as a phone loads it, in brotli; fails if it has become too heavy. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const KB = 1024;
const LIMITS = {
  'HTML and CSS': 6 * KB,
  'script until the form shows': 10 * KB,
  'script until it can be saved': 5 * KB,
  LIFF: 21 * KB,
  'all of it': 40 * KB,
};

/** Which part a file belongs to; undefined for what has no place here, such as a font. */
function partOf(name) {
  if (name.endsWith('.html')) return 'HTML and CSS';
  if (!name.endsWith('.js')) return undefined;
  if (name.startsWith('liff-')) return 'LIFF';
  return name.startsWith('index-') ? 'script until the form shows' : 'script until it can be saved';
}

const folder = join(import.meta.dirname, 'dist');
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
const sizes = Object.fromEntries(Object.keys(LIMITS).map((part) => [part, 0]));
const strangers = files.filter(({ name }) => partOf(name) === undefined).map(({ name }) => name);
for (const { name, parentPath } of files) {
  const size = brotliCompressSync(readFileSync(join(parentPath, name))).length;
  sizes[partOf(name) ?? 'all of it'] += size;
  if (partOf(name) !== undefined) sizes['all of it'] += size;
}

const isHeavy = (part) => sizes[part] === 0 || sizes[part] > LIMITS[part];
for (const part of Object.keys(LIMITS)) {
  const [size, limit] = [(sizes[part] / KB).toFixed(1).padStart(5), String(LIMITS[part] / KB).padStart(2)];
  process.stdout.write(
    `${part.padEnd(28)} ${size} of ${limit} KB brotli${isHeavy(part) ? '  TOO HEAVY' : ''}\n`,
  );
}
if (strangers.length > 0) process.stdout.write(`neither page nor script: ${strangers.join(', ')}\n`);
if (strangers.length > 0 || Object.keys(LIMITS).some(isHeavy)) process.exit(1);
