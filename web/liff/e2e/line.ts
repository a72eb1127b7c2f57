/** LINE as the SDK meets it, answered by the test: who is signed in, and how long LINE takes. */

import type { BrowserContext } from '@playwright/test';
import { LIFF_ID } from './city.ts';

const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
const CONTEXT = ['e30', part({ type: 'external' }), 'x'].join('.');

/** Answers LINE's addresses after `wait`. */
export async function playLine(context: BrowserContext, wait: () => Promise<unknown>): Promise<void> {
  await context.route('https://*.line-scdn.net/**', (route) => route.fulfill({ json: {} }));
  await context.route('https://api.line.me/**', async (route) => {
    await wait();
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    await route.fulfill({ json: { contextToken: CONTEXT }, headers });
  });
  await context.route('https://access.line.me/**', (route) => route.fulfill({ body: 'LINE' }));
}

/** Leaves in the browser what the SDK leaves after somebody has signed in; gives the ID token. */
export async function signIn(context: BrowserContext, url: string, agoS: number): Promise<string> {
  const token = ['e30', part({ sub: 'U1', iat: Math.floor(Date.now() / 1000) - agoS }), 'sig'].join('.');
  const value = String(Date.now() + 3_600_000);
  await context.addCookies([{ name: `LIFF_STORE:expires:${LIFF_ID}`, value, url }]);
  await context.addInitScript(
    ([id, idToken]) => {
      localStorage.setItem(`LIFF_STORE:${id}:accessToken`, '"access"');
      localStorage.setItem(`LIFF_STORE:${id}:IDToken`, JSON.stringify(idToken));
    },
    [LIFF_ID, token] as const,
  );
  return token;
}
