/**
 * Names and texts that would be markup or script elsewhere, kept by the real API and shown on every screen of a real city:
 * none runs, and axe finds nothing. After all the others, because what is made here stays.
 */

import { SCREENS } from '../../../web/admin/e2e/addresses.ts';
import { STRINGS, unharmed, watched } from '../../../web/admin/e2e/strings.ts';
import { violations } from '../../../web/admin/e2e/support.ts';
import type { Page } from '../../../web/playwright.ts';
import { ask } from './city.ts';
import { people } from './steps.ts';
import { expect, test } from './support.ts';

/** All strings in as few pieces as fit into this many characters; one that is longer is cut. */
function pieces(most: number): string[] {
  const found: string[] = [];
  for (const text of STRINGS.map((one) => one.slice(0, most))) {
    const last = found.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= most)
      found[found.length - 1] = `${last} ${text}`;
    else found.push(text);
  }
  return found;
}

/** What no name and no title may have, of what stands in the strings: control characters and letters that nobody sees. */
const UNFIT = /[\p{Cc}\u202a-\u202e\ufeff]/gu;
/** LINE takes no such character, and the server says so. */
const KEPT = STRINGS.map((text) => text.replaceAll('\u0000', ''));
/** A greeting with something that looks unfilled is refused; brackets around nothing do. */
const GREETING = KEPT.join('\n').replaceAll(/[(){}[\]]/g, '|');
const SHORT = pieces(60);
const TITLES = pieces(100).map((text) => text.replaceAll(UNFIT, ''));
let turn = 0;
/** The next four of the short pieces: each kind of name meets others. */
const four = (): string[] => Array.from({ length: 4 }, () => SHORT[turn++ % SHORT.length] ?? '');

interface Made {
  readonly id: string;
  readonly version: number;
}

/** Makes one of something, or hears in words why such a name is not kept. */
async function make(page: Page, path: string, body: object): Promise<Made | undefined> {
  const answer = await ask<Made>(page, 'POST', path, body);
  const name = 'name' in body ? String(body.name) : '';
  if (name.search(UNFIT) >= 0) {
    expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBe(422);
    return undefined;
  }
  expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body;
}

async function change(page: Page, path: string, body: (version: number) => object): Promise<void> {
  const { version } = (await ask<Made>(page, 'GET', path)).body;
  const answer = await ask(page, 'PUT', path, body(version));
  expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBe(200);
}

const bubble = (text: string): string => JSON.stringify({ type: 'text', text });

/** A draft whose title and bubbles are all of the strings, for one person. */
async function draft(page: Page, department: string | null, title: string): Promise<string> {
  const made = await make(page, 'drafts', { title: 'x' });
  const path = `drafts/${made?.id}`;
  await change(page, path, (version) => ({
    version,
    title,
    department,
    target: { kind: 'segment', condition: { all: [{ item: 'ward', any_of: ['kawasaki'] }] } },
    messages: [bubble(KEPT.slice(0, 9).join('\n')), bubble(KEPT.slice(9).join('\n'))],
    emergency: true,
    silent: false,
    start: { kind: 'now' },
  }));
  return made?.id ?? '';
}

async function sent(page: Page, id: string): Promise<string> {
  const path = `drafts/${id}`;
  interface Look {
    readonly content_hash: string;
    readonly count: number;
    readonly warnings: readonly { readonly key: string }[];
  }
  const { version } = (await ask<Made>(page, 'GET', path)).body;
  const { body: look } = await ask<Look>(page, 'POST', `${path}/confirmation`, { version });
  const keys = look.warnings.map(({ key }) => key);
  const marked = await ask<Made>(page, 'PUT', `${path}/acknowledgements`, { version, keys });
  expect(marked.status, JSON.stringify(marked.body)).toBe(200);
  const wish = { version: marked.body.version, content_hash: look.content_hash, expected_count: look.count };
  const answer = await ask<Made>(page, 'POST', `${path}/send`, wish);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body.id;
}

/** Everything that has a name or a text; says which of them the screens shall show. */
async function everything(page: Page): Promise<Record<string, string>> {
  const all = async (path: string, names: readonly string[], body: (name: string) => object) => {
    const made: (Made | undefined)[] = [];
    for (const name of names) made.push(await make(page, path, body(name)));
    const ids = made.flatMap((one) => (one === undefined ? [] : [one.id]));
    expect(ids.length, path).toBeGreaterThan(0);
    return ids;
  };
  const frame = STRINGS.slice(0, 6).join('\n').slice(0, 400);
  const departments = await all('departments', four(), (name) => {
    return { name, prefix: frame, footer: frame, words: [name.slice(0, 40)] };
  });
  await all('templates', four(), (name) => ({ name, messages: [bubble(name)] }));
  const condition = { all: [{ item: 'ward', any_of: ['kawasaki'] }] };
  const segments = await all('segments', four(), (name) => ({ name, department: departments[0], condition }));
  await all('tester-groups', four(), (name) => ({ name, testers: [] }));
  const staff = await all('staff', four(), (name) => {
    return {
      login: `evil${Date.now()}`,
      name,
      role: 'writer',
      scope: 'own',
      departments: departments.slice(0, 1),
    };
  });
  const { testers } = (await ask<{ testers: Made[] }>(page, 'GET', 'testers')).body;
  for (const { id, version } of testers) {
    const renamed = await ask(page, 'PUT', `testers/${id}`, { version, name: SHORT[0] });
    expect(renamed.status).toBe(200);
  }
  const { version } = (await ask<Made>(page, 'GET', 'items')).body;
  const long = STRINGS.join(' ').slice(0, 900);
  const [label = '', ...options] = TITLES;
  const item = {
    version,
    kind: 'multiple',
    label,
    explanation: long,
    purpose: long,
    options: options.map((one) => ({ label: one })),
  };
  const unseen = await ask(page, 'POST', 'items', { ...item, label: `目\u202e項` });
  expect(unseen.status, JSON.stringify(unseen.body)).toBe(422);
  const asked = await ask<{ item: Made }>(page, 'POST', 'items', item);
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  await change(page, 'settings/greeting', (known) => {
    return { version: known, value: [{ type: 'text', text: `${GREETING}\n{form_url}` }] };
  });
  await change(page, 'settings/maintenance', (known) => {
    return { version: known, value: { staff: long.slice(0, 300), citizens: long.slice(0, 300) } };
  });
  const waits = await draft(page, departments[0] ?? null, TITLES[0] ?? '');
  const note = STRINGS.join('\n').slice(0, 900);
  const waiting = (await ask<Made>(page, 'GET', `drafts/${waits}`)).body;
  const request = await ask(page, 'POST', `drafts/${waits}/approval`, { version: waiting.version, note });
  expect(request.status, JSON.stringify(request.body)).toBeLessThan(300);
  return {
    drafts: await draft(page, departments[0] ?? null, STRINGS.join(' ').replaceAll(UNFIT, '').slice(0, 480)),
    approvals: waits,
    deliveries: await sent(page, await draft(page, null, TITLES[1] ?? '')),
    segments: segments[0] ?? '',
    people: staff[0] ?? '',
    items: asked.body.item.id,
  };
}

/** The addresses of all screens, with what was made here in place of what only the stand-in knows. */
function addresses(made: Record<string, string>): string[] {
  const real = (address: string) =>
    address.replace(/^\/(\w+)\/(?!new\b)[\w-]+/, (_, noun: string) => `/${noun}/${made[noun]}`);
  return [...new Set(SCREENS.map(([, address]) => real(address)))];
}

async function onForm(page: Page): Promise<void> {
  await page.goto(process.env.PHONES_URL ?? '');
  const phone = page.getByRole('region', { name: '電話1', exact: true });
  const link = phone.getByRole('link', { name: /^https:\/\/liff\.line\.me\// }).first();
  await link.click();
  const form = phone.frameLocator('iframe');
  await expect(form.getByText(TITLES[0]?.trim() ?? '').first()).toBeVisible();
  const inside = page.frames().find((frame) => frame.url().startsWith(process.env.FORM_URL ?? '?'));
  const made = '[onerror], [onload], [onclick], iframe, a[href^="javascript:" i], script:not([src])';
  expect(await inside?.locator(made).count()).toBe(0);
  expect(await inside?.evaluate(() => (window as { __ran?: unknown }).__ran)).toBe(undefined);
}

test('hostile names stay text on every screen and on the citizens’ form, and axe finds nothing there', async ({
  visit,
}) => {
  test.slow();
  const boss = await visit(people.hanako);
  await boss.goto('/');
  // Whoever makes people has shown the second factor a moment ago.
  const proof = await ask(boss, 'POST', 'session/step-up', { code: await people.hanakosApp.next() });
  expect(proof.status).toBe(200);
  const made = await test.step('make', () => everything(boss));
  const left = addresses(made);
  const visitor = async () => {
    const page = await visit(people.hanako);
    const asked = await watched(page);
    for (let address = left.shift(); address !== undefined; address = left.shift()) {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('読み込んでいます…')).toHaveCount(0);
      await unharmed(page, asked, address);
      expect(await violations(page), address).toEqual([]);
    }
  };
  await test.step('every screen', () => Promise.all([visitor(), visitor()]));
  await test.step('the form', async () => {
    const page = await visit();
    await onForm(page);
  });
});
