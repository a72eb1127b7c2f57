/** Weighs the production build in gzip: what the first screen needs, and each part that is loaded later. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const KB = 1024;
const FIRST_SCRIPT = 150 * KB;
const FIRST_STYLE = 15 * KB;
const PART = 40 * KB;
/** The JSON editor is loaded when its tab opens. */
const JSON_EDITOR = 115 * KB;

const dist = join(import.meta.dirname, 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
const weigh = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** The part and all that it imports at once. */
function withImports(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const next of manifest[key].imports ?? []) withImports(next, found);
  return found;
}

const first = withImports('index.html');
const sum = (files) => [...new Set(files)].reduce((total, file) => total + weigh(file), 0);
const stylesOf = (keys) => [...keys].flatMap((key) => manifest[key].css ?? []);
const lines = [
  ['first screen, script', sum([...first].map((key) => manifest[key].file)), FIRST_SCRIPT],
  ['first screen, style', sum(stylesOf(first)), FIRST_STYLE],
];
for (const [key, { file, name }] of Object.entries(manifest)) {
  if (first.has(key) || !file.endsWith('.js')) continue;
  // A part brings along what it imports and what is not there from the beginning.
  const files = [...withImports(key)]
    .filter((other) => !first.has(other))
    .map((other) => manifest[other].file);
  lines.push([`${name ?? key}`, sum(files), /json_?editor|codemirror/i.test(key) ? JSON_EDITOR : PART]);
}

const fonts = readdirSync(dist, { recursive: true }).filter((name) => /\.(woff2?|ttf|otf)$/.test(name));
let isHeavy = fonts.length > 0;
for (const [name, size, limit] of lines) {
  const tooHeavy = size === 0 || size > limit;
  isHeavy ||= tooHeavy;
  const shown = `${(size / KB).toFixed(1).padStart(6)} of ${String(limit / KB).padStart(3)} KB gzip`;
  process.stdout.write(`${name.padEnd(34)} ${shown}${tooHeavy ? '  TOO HEAVY' : ''}\n`);
}
if (fonts.length > 0) process.stdout.write(`no fonts are shipped, but found: ${fonts.join(', ')}\n`);
if (isHeavy) process.exit(1);
