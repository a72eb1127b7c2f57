/** A browser at the real console of a real local city: signing in with a real authenticator's codes. */

import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { follow, quiet } from '../../../web/admin/e2e/support.ts';
import { type BrowserContext, test as base, expect, type Page } from '../../../web/playwright.ts';

export { expect };

const MANUALS = `${import.meta.dirname}/../../../docs/manuals`;
/** `MANUAL_PICTURES=1` renews the manual's pictures; otherwise they are only taken and thrown away. */
const PICTURES = process.env.MANUAL_PICTURES
  ? `${MANUALS}/pictures`
  : `${import.meta.dirname}/../test-results/pictures`;
/** Each picture that this run took, with the words of its screen. */
const taken = new Map<string, string[]>();
export const STAFF = process.env.STAFF_URL ?? 'http://localhost:8094';
export const FIRST_CODE = process.env.FIRST_CODE ?? '';
export const PASSWORD = 'umbrella tractor violet nine';

/** What a browser knows of somebody who is signed in. */
export type Signed = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Given {
  readonly complaints: string[];
  /** Opens a browser of its own, for somebody who is signed in or for nobody yet. */
  readonly visit: (signed?: Signed) => Promise<Page>;
}

function watch(page: Page, complaints: string[]): void {
  follow(page);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (/content security policy|trusted ?(type|html|script)/i.test(line.text()))
      complaints.push(line.text());
  });
}

/** What a fresh document still asks for moves the page when it is answered, away from under a press. */
function settled(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  const behind = async <T>(loaded: Promise<T>): Promise<T> => {
    const answer = await loaded;
    await quiet(page);
    return answer;
  };
  page.goto = (...given) => behind(goto(...given));
  page.reload = (...given) => behind(reload(...given));
}

/** Fails a test one of whose pages broke its own policy or threw. */
export const test = base.extend<Given>({
  baseURL: STAFF,
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      watch(page, complaints);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  visit: async ({ browser, contextOptions, complaints }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (signed) => {
      const given = signed === undefined ? {} : { storageState: signed };
      const context = await browser.newContext({ ...contextOptions, baseURL: STAFF, ...given });
      opened.push(context);
      const page = await context.newPage();
      watch(page, complaints);
      settled(page);
      return page;
    });
    for (const context of opened) await context.close();
  },
});

/** A picture for the manual: what is seen, at the size of the staff's screens; and the words of its screen. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await quiet(page);
  await expect(page.getByText('読み込んでいます…')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
  taken.set(name, await screenWords(page));
}

/**
 * What the program itself writes on a screen, without what differs from day to day: numbers, weekdays, and what people
 * wrote. Pixels differ between machines; these words do not.
 */
async function screenWords(page: Page): Promise<string[]> {
  const places = 'h1, h2, h3, legend, label, th, dt, button, summary, [role=tab], nav a';
  const found = await page.locator(places).filter({ visible: true }).allInnerTexts();
  const words = found.map((text) =>
    text
      .replace(/\s+/g, ' ')
      .replace(/[0-9][0-9,.:/]*/g, '#')
      .replace(/[（(][日月火水木金土][）)]/g, '')
      .trim(),
  );
  // What just ended or is about to begin stands above every screen as soon as the page has heard of it.
  const passing = (text: string) =>
    text === '' || text === '取り消す' || text.startsWith('この#時間に終わった');
  return [...new Set(words.filter((text) => !passing(text)))].sort();
}

/** The words that each picture of the manual shows, kept beside the pictures. */
const KEPT_WORDS = `${MANUALS}/pictures/words.json`;

/** The pictures whose screens say something else today; `MANUAL_PICTURES=1 scripts/e2e.sh` renews them. */
export function stale(): string[] {
  if (process.env.MANUAL_PICTURES) {
    const sorted = Object.fromEntries([...taken].sort(([a], [b]) => a.localeCompare(b)));
    writeFileSync(KEPT_WORDS, `${JSON.stringify(sorted, null, 1)}\n`);
    return [];
  }
  const kept = JSON.parse(readFileSync(KEPT_WORDS, 'utf8')) as Record<string, readonly string[]>;
  const differs = ([name, words]: readonly [string, readonly string[]]): string[] => {
    const before = kept[name] ?? [];
    const come = words.filter((word) => !before.includes(word)).map((word) => `+${word}`);
    const gone = before.filter((word) => !words.includes(word)).map((word) => `-${word}`);
    return come.length + gone.length === 0 ? [] : [`${name}: ${[...come, ...gone].join(' ')}`];
  };
  return [...taken].flatMap(differs);
}

/** The pictures that the manual shows and this run did not take. */
export function untaken(): string[] {
  const manual = readFileSync(`${MANUALS}/staff.md`, 'utf8');
  const shown = [...manual.matchAll(/\]\(pictures\/(\w+)\.png\)/g)].map(([, name]) => name ?? '');
  return shown.filter((name) => !taken.has(name));
}

/** How many simulated phones have this text in their talk. */
export async function onPhones(text: string): Promise<number> {
  const base = process.env.PHONES_URL;
  const users = (await (await fetch(`${base}/control/users`)).json()) as { userId: string }[];
  const talks = await Promise.all(
    users.map(async ({ userId }) => (await fetch(`${base}/control/users/${userId}/talk`)).text()),
  );
  return talks.filter((talk) => talk.includes(text)).length;
}

/** The first simulated phone that is a friend writes something to the account. */
export async function say(text: string): Promise<void> {
  const base = process.env.PHONES_URL;
  const users = (await (await fetch(`${base}/control/users`)).json()) as { userId: string; friend: string }[];
  const friend = users.find((user) => user.friend === 'following');
  const body = JSON.stringify({ type: 'text', text });
  const headers = { 'content-type': 'application/json' };
  const said = await fetch(`${base}/control/users/${friend?.userId}/message`, {
    method: 'POST',
    headers,
    body,
  });
  expect(said.status).toBeLessThan(300);
}

/** The questions that the citizens' form asks now. */
export async function theForm(): Promise<Form> {
  const answer = await fetch(new URL('api/form', process.env.FORM_URL));
  return (await answer.json()) as Form;
}

export interface Form {
  readonly notice?: string;
  readonly items: readonly {
    readonly id: string;
    readonly label: string;
    readonly kind: string;
    readonly explanation: string;
    readonly options: readonly { readonly id: string; readonly postal_prefixes?: readonly string[] }[];
  }[];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that an authenticator app shows at a moment (RFC 6238). */
export function codeOf(secret: string, at = Date.now()): string {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** What time it is in the city, in milliseconds since 1970: a test may have moved its clock. */
export async function cityNow(): Promise<number> {
  const told = await fetch(`${process.env.PHONES_URL}/control/clock`);
  return ((await told.json()) as { now: number }).now;
}

/** A day so far ahead, as staff write it: 12月10日（木）. */
export async function ahead(days: number): Promise<string> {
  const day = new Date((await cityNow()) + days * 86_400_000);
  const say = (how: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', ...how }).format(day);
  return `${say({ month: 'long', day: 'numeric' })}（${say({ weekday: 'short' })}）`;
}

/** An app's codes count once each: the next one is that of the next step, which is taken a little early. */
export class Authenticator {
  #last: number;

  constructor(
    readonly secret: string,
    last = 0,
  ) {
    this.#last = last;
  }

  /** As it is kept between two processes: no code is shown twice. */
  toJSON(): [secret: string, last: number] {
    return [this.secret, this.#last];
  }

  async next(): Promise<string> {
    let step = Math.floor((await cityNow()) / 30_000);
    while (step <= this.#last) {
      // Codes of the coming step are taken as well; only after that we have to wait.
      if (step + 1 > this.#last) {
        step += 1;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      step = Math.floor((await cityNow()) / 30_000);
    }
    this.#last = step;
    return codeOf(this.secret, step * 30_000);
  }
}

/** Sets the authenticator app up on the screen that asks for it. */
export async function enroll(page: Page): Promise<Authenticator> {
  await page.getByRole('button', { name: '認証アプリを設定する' }).click();
  const shown = await page.locator('code').innerText();
  const app = new Authenticator(shown.replaceAll(/\s/g, ''));
  await page.getByLabel('6けたの数字').fill(await app.next());
  return app;
}

/** Shows the second factor again where the page asks for it. */
export async function stepUp(page: Page, app: Authenticator): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /本人確認|確認/ });
  await dialog.getByLabel('6けたの数字').fill(await app.next());
  await dialog.getByRole('button', { name: /確認/ }).last().click();
}
