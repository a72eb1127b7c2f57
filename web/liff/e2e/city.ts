/**
 * The Citizen API in memory, for the tests of the form only: it answers as the real one does, can be told to fail, and
 * remembers every request. Serves the built form beside it, and a bare phone around a frame.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { FORM } from './form.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

interface Refusal {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly errors?: readonly object[];
}

/** What happens to the next request of a path: it is refused, its connection is cut, or its answer is lost. */
export type Mishap = Refusal | 'cut' | 'answer lost' | { readonly delayMs: number };

export const LIFF_ID = '2000000002-kairanfm';

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };
const BUILDS = { simulator: 'dist-simulator', production: 'dist' };

export class City {
  form: Record<string, unknown> = structuredClone(FORM);
  stored: { answers: Record<string, unknown>; consent: number } | undefined;
  received: Received[] = [];
  apiDelayMs = 0;
  /** Which build is served; the LIFF ID is filled in as at deployment. */
  build: keyof typeof BUILDS = 'simulator';
  readonly #mishaps = new Map<string, Mishap[]>();
  readonly #saved = new Set<string>();
  #sessions = 0;
  readonly #server: Server;
  url = '';

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Lets the next requests of `METHOD path` meet these mishaps, one after another. */
  fail(what: string, ...mishaps: Mishap[]): void {
    this.#mishaps.set(what, mishaps);
  }

  /** What was sent to `METHOD path`. */
  sent(what: string): Received[] {
    return this.received.filter(({ method, path }) => `${method} ${path}` === what);
  }

  /** How many different changes were stored. */
  get changes(): number {
    return this.#saved.size;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    // A browser repeats a request by itself when a kept connection breaks; where they shall break, none is kept.
    if (this.#mishaps.size > 0) response.setHeader('connection', 'close');
    if (pathname === '/phone') return page(response, PHONE);
    if (pathname === '/phone.js') return script(response, PHONE_SCRIPT);
    if (!pathname.startsWith('/form/api/')) return file(response, BUILDS[this.build], pathname);
    const path = pathname.slice('/form/api/'.length);
    const what = `${request.method} ${path}`;
    const body = JSON.parse((await read(request)) || '{}');
    this.received.push({ method: request.method ?? '', path, body });
    const mishap = this.#mishaps.get(what)?.shift();
    if (mishap === 'cut') return void request.socket.destroy();
    await pause(typeof mishap === 'object' && 'delayMs' in mishap ? mishap.delayMs : this.apiDelayMs);
    if (typeof mishap === 'object' && 'status' in mishap) return problem(response, mishap);
    const answer = this.#serve(what, body);
    if (mishap === 'answer lost') return void request.socket.destroy();
    json(response, 200, answer, what === 'GET form' ? 'public, max-age=5' : 'no-store');
  }

  #serve(what: string, body: Record<string, unknown>): object {
    switch (what) {
      case 'GET form':
        return this.form;
      case 'POST session':
        return this.#session();
      case 'PUT answers':
        this.#saved.add(String(body.request_id));
        this.stored = {
          answers: body.answers as Record<string, unknown>,
          consent: Number(body.consent_version),
        };
        return { answers: body.answers, version: this.form.version, saved_at: '2026-04-01T09:00:00+09:00' };
      case 'DELETE registration':
        this.stored = undefined;
        return { deleted: true };
      default:
        return {};
    }
  }

  #session(): object {
    this.#sessions += 1;
    return {
      session: `session-${this.#sessions}`,
      expires_in_s: 1800,
      registered: this.stored !== undefined,
      consent_version: this.stored?.consent ?? null,
      answers: this.stored?.answers ?? {},
      version: this.form.version,
    };
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function json(response: ServerResponse, status: number, body: object, cache: string): void {
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, 'cache-control': cache });
  response.end(JSON.stringify(body));
}

function problem(
  response: ServerResponse,
  { status, code = '', title = '受けつけられません', errors }: Refusal,
) {
  json(response, status, { status, code, title, ...(errors && { errors }) }, 'no-store');
}

async function file(response: ServerResponse, build: string, pathname: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', build);
  const name = join(folder, pathname.replace(/^\/form\//, '').replace(/^$/, 'index.html'));
  const content = name.startsWith(folder) ? await readFile(name, 'utf8').catch(() => undefined) : undefined;
  if (content === undefined) return void response.writeHead(404).end();
  const headers = { 'content-type': TYPES[extname(name)] ?? '', 'content-encoding': 'br' };
  response.writeHead(200, { ...headers, 'cache-control': 'no-cache' });
  const filled = content.replace('name="liff-id" content=""', `name="liff-id" content="${LIFF_ID}"`);
  response.end(brotliCompressSync(filled));
}

function page(response: ServerResponse, html: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function script(response: ServerResponse, source: string): void {
  response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(source);
}

/** As little of a phone as the form needs: a frame, and who holds the phone (`?who=`). */
const PHONE = `<!doctype html><html lang="ja"><meta charset="utf-8"><title>電話</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}</style>
<iframe src="/form/" title="お知らせの登録"></iframe><script src="/phone.js"></script></html>`;

const PHONE_SCRIPT = `
const frame = document.querySelector('iframe');
const who = new URLSearchParams(location.search).get('who') ?? 'U1';
let minted = 0;
addEventListener('message', ({ data, source }) => {
  if (source !== frame.contentWindow || data?.kairan !== 'liff') return;
  if (data.ask === 'close') frame.remove();
  if (data.ask !== 'token') return;
  const token = ['e30', btoa(JSON.stringify({ sub: who, n: ++minted })), 'sig'].join('.');
  source.postMessage({ kairan: 'liff', id: data.id, token }, location.origin);
});`;
