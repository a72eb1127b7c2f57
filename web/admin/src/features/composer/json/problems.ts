/** What is wrong with a bubble's JSON, each with the place in the text: where it is no JSON, and what the check found. */

import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { FieldError } from '../../../shared/api/problem.ts';
import { sentenceFor, UNREADABLE } from './broken.ts';

export interface Problem {
  /** In the text, both ends. */
  readonly from: number;
  readonly to: number;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** `path` is the bubble's own, such as `messages[0]`; errors of other bubbles are left out. */
export function problemsIn(text: string, path: string, errors: readonly FieldError[]): readonly Problem[] {
  const deep = tooDeep(text);
  if (deep !== undefined)
    return [brokenAt(text, { offset: deep, length: 1, sentence: '入れ子が深すぎます。' })];
  const broken: ParseError[] = [];
  const root = parseTree(text, broken, { disallowComments: true });
  const first = broken.map(breakOf)[0] ?? strictly(text);
  // What follows the first break is mostly caused by it.
  if (first) return [brokenAt(text, first)];
  if (root === undefined) return [];
  const twice = doubled(root).map((node) =>
    at(text, node, `「${node.value}」が2回書かれています。どちらかを消してください。`),
  );
  const found = errors
    .filter((error) => error.path === path || /^[.[]/.test(error.path.slice(path.length)))
    .filter((error) => error.path.startsWith(path) && error.code !== 'not_json')
    .map((error) => at(text, named(nodeAt(root, error.path.slice(path.length))), error.message));
  return [...twice, ...found].sort((one, other) => one.from - other.from);
}

/** What is nested deeper is no message, and reading it part by part could take all of the browser's stack. */
const DEEPEST = 200;

/** Where the text is nested too deep. */
export function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (const { 0: word, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[[\]{}]/g)) {
    if (word === '[' || word === '{') depth += 1;
    if (word === ']' || word === '}') depth -= 1;
    if (depth > DEEPEST) return index;
  }
  return undefined;
}

interface Break {
  readonly offset: number;
  readonly length: number;
  readonly sentence: string;
}

const breakOf = (error: ParseError): Break => ({ ...error, sentence: sentenceFor(error) });

/** The browser reads more strictly in a few places; then it says where. */
function strictly(text: string): Break | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return { offset: Number(position ?? text.length), length: 1, sentence: UNREADABLE };
  }
}

/** A break is shown on a line with letters: of what is missing at the end, that is the last one. */
function brokenAt(text: string, broken: Break): Problem {
  const isEnd = broken.offset >= text.trimEnd().length;
  const from = isEnd ? Math.max(0, text.trimEnd().length - 1) : broken.offset;
  const to = Math.min(text.length, from + Math.max(1, isEnd ? 1 : broken.length));
  const message = text.trim() === '' ? 'JSONがまだありません。' : broken.sentence;
  return { from, to, line: lineOf(text, from), message };
}

const at = (text: string, { offset, length }: Node, message: string): Problem => ({
  from: offset,
  to: offset + length,
  line: lineOf(text, offset),
  message,
});

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n?|\n/).length;

/** The second and later keys of the same name in one object. */
function doubled(node: Node): readonly Node[] {
  const keys = node.type === 'object' ? childrenOf(node).map((member) => childrenOf(member)[0]) : [];
  const again = keys.filter((key, index) => keys.findIndex((other) => other?.value === key?.value) < index);
  return [...again.filter((key) => key !== undefined), ...childrenOf(node).flatMap(doubled)];
}

const childrenOf = (node: Node): readonly Node[] => node.children ?? [];

/** The node at this path, or the closest one around it that is there. */
function nodeAt(node: Node, path: string): Node {
  if (node.type === 'array') {
    const index = /^\[(\d+)\]/.exec(path);
    const inner = index && childrenOf(node)[Number(index[1])];
    return inner ? nodeAt(inner, path.slice(index[0].length)) : node;
  }
  if (node.type !== 'object') return node;
  // A key may itself hold dots; the longest that fits is meant.
  const [member] = childrenOf(node)
    .filter((one) => follows(path, `.${childrenOf(one)[0]?.value}`))
    .sort((one, other) => keyLength(other) - keyLength(one));
  const value = member && childrenOf(member)[1];
  return value ? nodeAt(value, path.slice(1 + keyLength(member))) : node;
}

const keyLength = (member: Node): number => String(childrenOf(member)[0]?.value).length;
const follows = (path: string, key: string): boolean =>
  path.startsWith(key) && /^($|[.[])/.test(path.slice(key.length));

/** What is marked: a short value itself, of an object or list only its key or its first letter. */
function named(node: Node): Node {
  if (node.type !== 'object' && node.type !== 'array') return node;
  const key = node.parent?.type === 'property' ? childrenOf(node.parent)[0] : undefined;
  return key ?? { ...node, length: 1 };
}
