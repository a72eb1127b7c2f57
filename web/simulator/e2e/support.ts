/** Where the page and the LINE API are, how to send as the account, and pictures that need no network. */

import type { Page } from '@playwright/test';
import { PICTURES } from './gallery.ts';

/** An environment variable that the run cannot do without. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: start the local city (or "npm run fixture") and say where it is, see web/README.md`,
    );
  return value;
}

/** Fails in one sentence when nothing answers at the page's address. */
export async function reachPage(): Promise<string> {
  const address = required('SIMULATOR_URL').replace(/\/$/, '');
  const response = await fetch(`${address}/control/users`).catch(() => null);
  if (response?.ok !== true) throw new Error(`no simulator answers at SIMULATOR_URL=${address}`);
  return address;
}

/** The id of the citizen with this name, from the control API. */
export async function userIdOf(address: string, displayName: string): Promise<string> {
  const users = (await (await fetch(`${address}/control/users`)).json()) as {
    userId: string;
    displayName: string;
  }[];
  const found = users.filter((user) => user.displayName === displayName);
  if (found.length !== 1) throw new Error(`${found.length} users are called ${displayName}`);
  return found[0]?.userId ?? '';
}

/** LINE_CHANNEL_TOKEN, or a fresh short-lived token for LINE_CHANNEL_ID and LINE_CHANNEL_SECRET. */
async function channelToken(): Promise<string> {
  const given = process.env.LINE_CHANNEL_TOKEN;
  if (given) return given;
  const [client_id, client_secret] = [required('LINE_CHANNEL_ID'), required('LINE_CHANNEL_SECRET')];
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
  const response = await fetch(`${await apiAddress()}/v2/oauth/accessToken`, { method: 'POST', body });
  if (!response.ok) throw new Error(`no token for LINE_CHANNEL_ID=${client_id}: ${await response.text()}`);
  const { access_token } = (await response.json()) as { access_token: string };
  process.env.LINE_CHANNEL_TOKEN = access_token;
  return access_token;
}

/** LINE_API_URL, or what the simulator says about itself. */
async function apiAddress(): Promise<string> {
  if (process.env.LINE_API_URL) return process.env.LINE_API_URL.replace(/\/$/, '');
  const info = (await (await fetch(`${await reachPage()}/control/info`)).json()) as { apiUrl?: string };
  return info.apiUrl ?? required('LINE_API_URL');
}

/** Calls the LINE API as the account; api and api-data are one address here. */
export async function line(
  path: string,
  body: unknown,
  type = 'application/json',
): Promise<Record<string, unknown>> {
  const payload = Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
  const headers = { authorization: `Bearer ${await channelToken()}`, 'content-type': type };
  const response = await fetch(`${await apiAddress()}${path}`, { method: 'POST', headers, body: payload });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer}`);
  return answer === '' ? {} : JSON.parse(answer);
}

/** Pushes messages in groups of five, LINE's limit. */
export async function push(to: string, messages: unknown[]): Promise<void> {
  for (let at = 0; at < messages.length; at += 5) {
    await line('/v2/bot/message/push', { to, messages: messages.slice(at, at + 5) });
  }
}

/** Answers every picture address with a drawn landscape that carries its name; films and sounds do not exist. */
export async function answerPictures(page: Page): Promise<void> {
  await page.route(`${PICTURES}/**`, async (route) => {
    if (/\.(mp4|m4a)$/.test(new URL(route.request().url()).pathname)) return route.fulfill({ status: 404 });
    const name = decodeURIComponent(new URL(route.request().url()).pathname).replace(/^\/|\.\w+$/g, '');
    await route.fulfill({ contentType: 'image/svg+xml', body: drawing(name) });
  });
}

function drawing(name: string): string {
  const hue = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 360;
  if (name === '星') {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#e0a100" d="M12 2l3 7 7 .6-5.300 4.700 1.600 7.200L12 17.600 5.700 21.500l1.600-7.200L2 9.600 9 9z"/></svg>`;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1040 700" preserveAspectRatio="xMidYMid slice">
    <rect width="1040" height="700" fill="hsl(${hue} 55% 82%)"/><circle cx="800" cy="170" r="90" fill="hsl(${(hue + 60) % 360} 80% 70%)"/>
    <path d="M0 520l260-220 200 160 240-260 340 300v200H0z" fill="hsl(${hue} 35% 45%)"/>
    <text x="520" y="640" font-size="90" text-anchor="middle" fill="#fff" font-family="sans-serif">${name.split('/')[0]}</text></svg>`;
}

/** A PNG of a rich menu, drawn by the browser so that no picture has to be kept in the repository. */
export async function drawMenu(page: Page, tab: number, labels: string[]): Promise<Buffer> {
  const data = await page.evaluate(
    ([active, words]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [1200, 810];
      const pen = canvas.getContext('2d');
      if (pen === null) throw new Error('no canvas');
      pen.fillStyle = '#f7f3e8';
      pen.fillRect(0, 0, 1200, 810);
      pen.textAlign = 'center';
      ['くらし', '防災'].forEach((word, index) => {
        pen.fillStyle = index === active ? '#1d4f6e' : '#9fb2bf';
        pen.fillRect(index * 600, 0, 598, 140);
        pen.fillStyle = index === active ? '#ffffff' : '#17212b';
        pen.font = 'bold 56px sans-serif';
        pen.fillText(word, index * 600 + 300, 90);
      });
      words.forEach((word, index) => {
        pen.strokeStyle = '#c9c2ae';
        pen.lineWidth = 4;
        pen.strokeRect(index * 400, 140, 400, 670);
        pen.fillStyle = ['#c2352b', '#2f7d4f', '#b07a00'][index] ?? '#333';
        pen.beginPath();
        pen.arc(index * 400 + 200, 400, 110, 0, 7);
        pen.fill();
        pen.fillStyle = '#17212b';
        pen.font = 'bold 52px sans-serif';
        pen.fillText(word, index * 400 + 200, 640);
      });
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    },
    [tab, labels] as const,
  );
  return Buffer.from(data, 'base64');
}
