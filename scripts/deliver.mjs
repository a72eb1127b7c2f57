// `make deliver`: creates a delivery in the running city, starts it and waits until its sums are settled.
// TEXT is the message, TARGET a target as JSON; by default two wards, so that of the first three phones two ring.
import { readFile } from 'node:fs/promises';

const TEXT = process.env.TEXT ?? '川崎市からのお知らせです。';
const TARGET =
  process.env.TARGET ?? '{"kind":"segment","condition":{"item":"ward","any_of":["kawasaki","tama"]}}';
const PATIENCE_MS = 60_000;

async function addresses() {
  try {
    return JSON.parse(await readFile(new URL('../.local/city.json', import.meta.url), 'utf8'));
  } catch {
    throw new Error('The city is not running: start it with make run and try again.');
  }
}

const city = await addresses().catch(stop);

async function call(method, path, body) {
  const headers = { 'x-kairan-admin-token': city.admin_token, 'content-type': 'application/json' };
  const url = new URL(path, city.admin_url);
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error(`Nobody answers at ${url.origin}: is make run still running?`);
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

function line({ status, counts }) {
  const { planned, waiting, in_flight, accepted, failed, unknown, cancelled } = counts;
  return `${status}: 対象 ${planned} = 待ち ${waiting} + 送信中 ${in_flight} + 受付 ${accepted} + 失敗 ${failed} + 不明 ${unknown} + 中止 ${cancelled}`;
}

async function deliver() {
  const messages = [{ type: 'text', text: TEXT }];
  const draft = await call('POST', '/api/deliveries', { title: 'make deliver', target: JSON.parse(TARGET), messages });
  const path = `/api/deliveries/${draft.id}`;
  let delivery = await call('POST', `${path}/start`, { version: draft.version });
  const deadline = Date.now() + PATIENCE_MS;
  while (!delivery.settled && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    delivery = await call('GET', path);
  }
  console.log(`delivery ${delivery.id}\n${line(delivery)}`);
  if (!delivery.settled) throw new Error(`The delivery is not settled after ${PATIENCE_MS / 1000} s; ask again at ${path}.`);
}

await deliver().catch(stop);

function stop(error) {
  console.error(error.message);
  process.exit(1);
}
