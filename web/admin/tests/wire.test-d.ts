/** Wrong use of the API does not compile: `npm run typecheck` reads this file, and nothing runs it. */

import { file, get, post, put, remove } from '../src/shared/api/http.ts';
import { currentOf } from '../src/shared/api/problem.ts';
import { reading, useChange, useGet, useWatch } from '../src/shared/api/query.ts';
import type { Answer, Current, Sent } from '../src/shared/api/wire.ts';

declare const id: string;
const key = 'k';

/** Whether two types are the same, told both ways. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
const same = <One, Other>(_: Same<One, Other>): void => undefined;

export async function addresses(): Promise<void> {
  await get(`drafts/${id}/tests`);
  // @ts-expect-error there is no such address
  await get('draft');
  // @ts-expect-error nor one that goes on like this
  await get(`drafts/${id}/tests/${id}`);
  // @ts-expect-error it is read, and not written
  await put('home', {});
  // @ts-expect-error one of the two is none
  await get(id === '' ? 'home' : 'house');
  // @ts-expect-error a list has no address of an item's
  await remove('templates', { version: 1 });
  // @ts-expect-error no file
  await file('trails/logins', {});
}

export async function answers(): Promise<void> {
  const draft = await get(`drafts/${id}`);
  same<typeof draft.version, number>(true);
  // @ts-expect-error a draft has none
  draft.editors;
  // @ts-expect-error what was answered is not changed in place
  draft.title = '';
  const { titles } = await get('deliveries/same-minute');
  same<typeof titles, readonly string[]>(true);
  // @ts-expect-error a delivery of that name was not asked for
  (await get('deliveries/same-minute')).receipt;
  same<Answer<'DELETE', 'templates/x'>, undefined>(true);
  const one = await get(id === '' ? 'items' : 'segments');
  // @ts-expect-error only one of the two has items
  one.items;
}

export async function bodies(): Promise<void> {
  await put(`templates/${id}`, { version: 1, name: 'x', department: null, messages: [] });
  // @ts-expect-error a body is needed
  await put(`templates/${id}`);
  // @ts-expect-error no such field
  await put(`templates/${id}`, { version: 1, title: 'x' });
  // @ts-expect-error a version is a number
  await put(`templates/${id}`, { version: '1' });
  // @ts-expect-error an edit names the version that was seen
  await put(`templates/${id}`, { name: 'x' });
  // @ts-expect-error so does whoever throws something away
  await remove(`drafts/${id}`, {});
  // @ts-expect-error nobody sends without the content and the count that were seen
  await post(`drafts/${id}/send`, { version: 1 }, { key });
  // @ts-expect-error nothing is sent with it
  await post('session/extend', { at: 1 });
  // @ts-expect-error a password is needed
  await post('session', { login: 'x' });
}

export async function keys(): Promise<void> {
  await post('drafts', { title: 'x' }, { key });
  // @ts-expect-error a creation has a key
  await post('drafts', { title: 'x' });
  // @ts-expect-error which is no key of something else
  await post('drafts', { title: 'x' }, { background: true });
}

export async function queries(): Promise<void> {
  await get('deliveries', { query: { view: 'held', limit: 20, cursor: undefined } });
  // @ts-expect-error a number
  await get('deliveries', { query: { limit: 'all' } });
  // @ts-expect-error not asked by state
  await get('deliveries', { query: { state: 'sent' } });
}

export function Hooks(): void {
  const items = useGet('items');
  same<NonNullable<typeof items.data>['version'], number>(true);
  // @ts-expect-error no such address
  useGet('item');
  // @ts-expect-error no field of the list
  items.data?.segments;
  // @ts-expect-error no such filter
  useWatch('drafts', { status: 'editing' }, {});
  // @ts-expect-error no such address
  reading('item');
  const create = useChange({ method: 'POST', path: 'templates', creates: true });
  create.mutate({ name: 'x', messages: [] });
  // @ts-expect-error no such field
  create.mutate({ title: 'x' });
  // @ts-expect-error a template has no receipt
  create.data?.receipt;
  // @ts-expect-error it creates
  useChange({ method: 'POST', path: 'templates' });
  // @ts-expect-error it creates nothing
  useChange({ method: 'PUT', path: `templates/${id}`, creates: true });
  // @ts-expect-error it cannot be written so
  useChange({ method: 'PUT', path: 'templates', creates: false });
  useChange({ method: 'POST', path: `deliveries/${id}/cancel`, done: ({ status }) => void status }).mutate();
  // @ts-expect-error no field of the answer
  useChange({ method: 'POST', path: `deliveries/${id}/stop`, done: ({ state }) => void state });
}

export function refusals(error: unknown): void {
  same<Current<'PUT', 'drafts/x'>, Answer<'GET', 'drafts/x'>>(true);
  currentOf<'PUT', `drafts/${string}`>(error)?.content_hash;
  // @ts-expect-error a draft has none
  currentOf<'PUT', `drafts/${string}`>(error)?.receipt;
  const agreed: Sent<'POST', `drafts/${string}/approval/approve`> = {
    version: 1,
    content_hash: '',
    expected_count: 1,
  };
  // @ts-expect-error whoever agrees gives no reason
  agreed.reason;
}
