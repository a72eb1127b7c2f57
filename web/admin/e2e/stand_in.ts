/**
 * A stand-in for the admin API, for tests of the console only: it answers from a table, can be told to refuse, to cut
 * the line or to wait, and remembers every request. Serves the built console as the front door does. What it answers is
 * compared with the API's description: an answer that the API does not give is kept in `unfit`, and fails the test.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { unfit } from './described.ts';
import { fixtures } from './fixtures.ts';

export interface Received {
  readonly what: string;
  readonly query: URLSearchParams;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Record<string, unknown> | undefined;
  readonly text: string;
}

/** A whole answer; a plain value is answered with 200. */
export class Reply {
  readonly status: number;
  readonly body: object | undefined;
  readonly headers: Record<string, string>;
  /** Given by the API, and not by what stands before it. */
  readonly isOurs: boolean;

  constructor(status: number, body?: object, headers: Record<string, string> = {}, isOurs = true) {
    this.status = status;
    this.body = body;
    this.headers = headers;
    this.isOurs = isOurs;
  }
}

/** What the front door answers by itself, where the API was not asked or did not answer: no problem document. */
export const frontDoor = (status: 429 | 500 | 502 | 504, headers: Record<string, string> = {}) =>
  new Reply(status, { message: 'It was not the API that answered' }, headers, false);

export const refuse = (status: number, code: string, title: string, more: object = {}, headers = {}) =>
  new Reply(status, { status, code, title, ...more }, headers);

/** An answer that waits until the test lets it go. */
interface Held {
  readonly until: Promise<void>;
  readonly go: () => void;
}

export function held(): Held {
  let go = () => {};
  const until = new Promise<void>((done) => {
    go = done;
  });
  return { until, go };
}

export type Mishap = Reply | 'cut' | Held;
type Answer = object | ((request: Received) => object | undefined);

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** As `template.yaml` has it. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data: blob:",
  "media-src 'self' https: data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export class StandIn {
  answers: Record<string, Answer> = fixtures();
  received: Received[] = [];
  readonly unfit = new Set<string>();
  url = '';
  /** How far this server's clock has been moved forward. */
  aheadMs = 0;
  readonly #mishaps = new Map<string, Mishap[]>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
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
    return this.received.filter((one) => one.what === what);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('date', new Date(Date.now() + this.aheadMs).toUTCString());
    // A browser asks again by itself where a line that it has used before is cut, so no line is used twice.
    response.setHeader('connection', 'close');
    if (!pathname.startsWith('/api/')) return file(response, pathname);
    const asked = `${request.method} ${decodeURIComponent(pathname.slice('/api/'.length))}`;
    // A page calls itself by a name of chance.
    const what = asked.replace(/(\/presence)\/.*/, '$1');
    const text = await read(request);
    const body = text === '' ? undefined : JSON.parse(text);
    const received = { what, query: searchParams, headers: request.headers, body, text };
    this.received.push(received);
    const mishap = this.#mishaps.get(what)?.shift();
    if (mishap === 'cut') return void request.socket.destroy();
    if (mishap instanceof Reply) return this.#reply(response, asked, mishap);
    await mishap?.until;
    const answer = this.answers[what];
    const value = typeof answer === 'function' ? answer(received) : answer;
    if (value instanceof Reply) return this.#reply(response, asked, value);
    if (value === undefined)
      return this.#reply(response, asked, refuse(404, 'not_found', `${what} はありません`));
    this.#reply(response, asked, new Reply(200, value));
  }

  #reply(response: ServerResponse, what: string, answer: Reply): void {
    if (answer.isOurs) for (const one of unfit(what, answer.status, answer.body)) this.unfit.add(one);
    reply(response, answer);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function reply(response: ServerResponse, { status, body, headers }: Reply): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

/** A file of the build; every other address is the page, whose router knows it. */
async function file(response: ServerResponse, pathname: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'dist');
  const name = extname(pathname) === '' ? join(folder, 'index.html') : join(folder, pathname);
  const content = name.startsWith(folder) ? await readFile(name).catch(() => undefined) : undefined;
  if (content === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? '', 'cache-control': 'no-cache' });
  response.end(content);
}
