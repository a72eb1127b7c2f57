/**
 * The LIFF SDK with the few modules that the form uses, less than two thirds of the whole, and what we ask of it. The
 * LIFF ID stands in a meta element and is filled in at deployment.
 */

import CloseWindow from '@line/liff/close-window';
import core from '@line/liff/core';
import GetIDToken from '@line/liff/get-id-token';
import IsInClient from '@line/liff/is-in-client';
import IsLoggedIn from '@line/liff/is-logged-in';
import Login from '@line/liff/login';
import { Problem } from '../shared/api/http.ts';

core.use(new IsLoggedIn());
core.use(new GetIDToken());
core.use(new Login());
core.use(new IsInClient());
core.use(new CloseWindow());

const liff = core as typeof core & {
  isLoggedIn(): boolean;
  getIDToken(): string | null;
  login(options: { redirectUri: string }): void;
  isInClient(): boolean;
  closeWindow(): void;
};

/** The server refuses tokens older than ten minutes; a little earlier we sign in again. */
const TOO_OLD_S = 9 * 60;
const SIGNED_IN_AT = 'kairan.signed-in';

const liffId = () => document.querySelector<HTMLMetaElement>('meta[name="liff-id"]')?.content ?? '';

async function start(): Promise<void> {
  if (liffId() === '') throw new Error('LIFF ID が設定されていません');
  await liff.init({ liffId: liffId() }).catch(() => {
    throw new Problem(0, 'offline', 'LINE につながりません');
  });
}

let started: Promise<void> | undefined;

/** Starts LIFF once; a failed start is forgotten, so that it can be tried again. */
function ready(): Promise<void> {
  started ??= start();
  started.catch(() => {
    started = undefined;
  });
  return started;
}

function isOld(token: string): boolean {
  try {
    const { iat } = JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')));
    return Date.now() / 1000 - iat > TOO_OLD_S;
  } catch {
    return true;
  }
}

/** False if we have just been signing in: then the server shall say what is wrong, and nobody goes in circles. */
function maySignIn(): boolean {
  const before = Number(sessionStorage.getItem(SIGNED_IN_AT) ?? 0);
  sessionStorage.setItem(SIGNED_IN_AT, String(Date.now()));
  return Date.now() - before > 60_000;
}

const never = () => new Promise<never>(() => {});

/** A fresh token; sends the page away to sign in if there is none, or only an old one. */
export async function getToken(): Promise<string> {
  await ready();
  const token = liff.isLoggedIn() ? liff.getIDToken() : null;
  if (token !== null && !isOld(token)) return token;
  if (!maySignIn()) {
    if (token !== null) return token;
    throw new Error('LINE で本人を確認できませんでした');
  }
  if (liff.isInClient()) location.replace(`https://liff.line.me/${liffId()}`);
  else liff.login({ redirectUri: location.href });
  return never();
}

export function close(): void {
  liff.closeWindow();
}
