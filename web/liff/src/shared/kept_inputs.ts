/**
 * Keeps what was typed over a reload, in this tab only. Holds inputs and which consent was ticked: never a token. They
 * are given back only to the person who typed them: `owner` is a short digest, no user id is stored.
 */

import type { Input, Inputs } from './answers.ts';
import { entries, list, record, text } from './parse.ts';

const KEY = 'kairan.inputs';

export interface KeptInputs {
  readonly touched: Inputs;
  readonly agreed: string | undefined;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The storage of this tab; undefined where the browser forbids it. */
export function tabStorage(): Store | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

const input = (raw: unknown): Input | undefined => (Array.isArray(raw) ? list(raw, text) : text(raw));

/** Writes them; a full or forbidden storage is no reason to disturb anybody. */
export function keepInputs(store: Store | undefined, owner: string, { touched, agreed }: KeptInputs): void {
  try {
    store?.setItem(KEY, JSON.stringify({ owner, agreed, touched: Object.fromEntries(touched) }));
  } catch {}
}

/** What this owner typed; somebody else's is thrown away. */
export function takeInputs(store: Store | undefined, owner: string): KeptInputs | undefined {
  try {
    const json = record(JSON.parse(store?.getItem(KEY) ?? 'null'));
    if (json?.owner === owner) return { touched: entries(json.touched, input), agreed: text(json.agreed) };
    store?.removeItem(KEY);
  } catch {}
  return undefined;
}

export function dropInputs(store: Store | undefined): void {
  try {
    store?.removeItem(KEY);
  } catch {}
}

/** A digest of whose token this is, good for telling people apart in one tab and for nothing else. */
export function ownerOf(token: string): string {
  let hash = 0;
  for (const letter of subject(token)) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return hash.toString(36);
}

function subject(token: string): string {
  try {
    const body = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    return text(record(JSON.parse(atob(body)))?.sub) ?? '';
  } catch {
    return '';
  }
}
