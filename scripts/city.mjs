// What the commands for the running city share: its addresses, calls of its API, and how an error ends them.
import { readFile } from 'node:fs/promises';

async function addresses() {
  try {
    return JSON.parse(await readFile(new URL('../.local/city.json', import.meta.url), 'utf8'));
  } catch {
    throw new Error('The city is not running: start it with make run and try again.');
  }
}

/** The running city's addresses and its admin token. */
export const city = await addresses().catch(stop);

/** Asks `url`, and answers what it answered as JSON; anything but success is an error with the answer's text. */
export async function ask(url, options) {
  const response = await fetch(url, options).catch(() => {
    throw new Error(`Nobody answers at ${new URL(url).origin}: is make run still running?`);
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${options.method} ${new URL(url).pathname}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Calls admin_api. */
export function call(method, path, body) {
  const headers = { 'x-kairan-admin-token': city.admin_token, 'content-type': 'application/json' };
  return ask(new URL(path, city.admin_url), { method, headers, body: body && JSON.stringify(body) });
}

/** Reads `path` five times a second until `isOver` holds; an error after a minute. */
export async function settled(path, isOver) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const read = await call('GET', path);
    if (isOver(read)) return read;
    if (Date.now() > deadline) throw new Error(`It is not over after a minute; ask again at ${path}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Shows the sentence of an error and ends. */
export function stop(error) {
  console.error(error.message);
  process.exit(1);
}
