/** What the tests arrange in the city behind the screens: many friends, a LINE that is slow, and what LINE's ledger says. */

import { createHash, randomUUID } from 'node:crypto';
import type { Page } from '../../../web/playwright.ts';
import { expect } from './support.ts';

const CONTROL = `${process.env.PHONES_URL}/control`;

/** The simulated LINE's control API. */
export async function control<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  const sent = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${CONTROL}/${path}`, { method, ...sent });
  expect(answer.status, `${method} ${path}`).toBeLessThan(300);
  return (await answer.json()) as T;
}

export interface Asked<T> {
  readonly status: number;
  readonly body: T;
}

/** Asks the API as the page does whose session this is; a refusal is an answer too. */
export async function ask<T = Record<string, unknown>>(
  page: Page,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<Asked<T>> {
  const text = body && JSON.stringify(body);
  const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': randomUUID() };
  if (method !== 'GET')
    headers['x-amz-content-sha256'] = createHash('sha256')
      .update(text ?? '')
      .digest('hex');
  if (text !== undefined) headers['content-type'] = 'application/json';
  const answer = await page.evaluate(
    async ([where, init]) => {
      const response = await fetch(where, init);
      return { status: response.status, text: await response.text() };
    },
    [`/api/${path}`, { method, headers, ...(text !== undefined && { body: text }) }] as const,
  );
  return { status: answer.status, body: (answer.text === '' ? {} : JSON.parse(answer.text)) as T };
}

/** Brings the account's friends to this number, by LINE's own list as after a takeover. */
export async function friends(page: Page, wanted: number): Promise<void> {
  const { users } = await control<{ users: number }>('GET', 'info');
  if (users < wanted) await control('POST', 'users/bulk', { count: wanted - users });
  const begun = await ask<{ id: string }>(page, 'POST', 'imports', { source: 'line' });
  expect(begun.status).toBe(202);
  const state = async () => (await ask(page, 'GET', `jobs/${begun.body.id}`)).body.state;
  await expect.poll(state, { timeout: 60_000 }).toBe('done');
}

/** How LINE took the requests of a delivery: how many people have it, and how many have it more than once. */
export interface Ledger {
  readonly accepted: number;
  readonly doubled: number;
  readonly requests: number;
}

/** What LINE knows of the delivery on this screen. */
export async function ledgerOf(page: Page): Promise<Ledger> {
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const { accepted, doubled, requests } = await control<Ledger>('GET', `ledger/summary?unit=kr_${id}`);
  return { accepted, doubled, requests };
}

/** How many broadcasts LINE has taken. */
export async function broadcasts(): Promise<number> {
  const path = 'ledger?endpoint=broadcast';
  const { requests } = await control<{ requests: { status: number }[] }>('GET', path);
  return requests.filter(({ status }) => status === 200).length;
}

/** Requests that no correct sender makes. */
export async function violations(): Promise<unknown[]> {
  return (await control<{ violations: unknown[] }>('GET', 'ledger?limit=1')).violations;
}

interface Phone {
  readonly userId: string;
  readonly displayName: string;
}

/** The bubbles that came last from the account to the phone of this person, as LINE took them. */
export async function lastOn(name: string): Promise<Record<string, unknown>[]> {
  const phone = (await control<Phone[]>('GET', 'users')).find(({ displayName }) => displayName === name);
  const talk = await control<{ from: string; messages: Record<string, unknown>[] }[]>(
    'GET',
    `users/${phone?.userId}/talk`,
  );
  return talk.findLast(({ from }) => from !== 'user')?.messages ?? [];
}

/** A file behind an address in a message, as the phone loads it. */
export async function file(address: unknown): Promise<{ kind: string | null; bytes: Buffer }> {
  const answer = await fetch(new URL(new URL(String(address)).pathname, process.env.PHONES_URL));
  expect(answer.status, String(address)).toBe(200);
  return { kind: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
}
