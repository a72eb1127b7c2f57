// `make deliver`: creates a delivery in the running city, starts it and waits until its sums are settled.
// TEXT is the message, TARGET a target as JSON; by default two wards, so that of the first three phones two ring.
import { call, settled, stop } from './city.mjs';

const TEXT = process.env.TEXT ?? '川崎市からのお知らせです。';
const TARGET =
  process.env.TARGET ?? '{"kind":"segment","condition":{"item":"ward","any_of":["kawasaki","tama"]}}';

function line({ id, status, counts }) {
  const { planned, waiting, in_flight, accepted, failed, unknown, cancelled } = counts;
  return `delivery ${id}\n${status}: 対象 ${planned} = 待ち ${waiting} + 送信中 ${in_flight} + 受付 ${accepted} + 失敗 ${failed} + 不明 ${unknown} + 中止 ${cancelled}`;
}

async function deliver() {
  const messages = [{ type: 'text', text: TEXT }];
  const draft = await call('POST', '/api/deliveries', { title: 'make deliver', target: JSON.parse(TARGET), messages });
  const path = `/api/deliveries/${draft.id}`;
  await call('POST', `${path}/start`, { version: draft.version });
  console.log(line(await settled(path, (delivery) => delivery.settled)));
}

await deliver().catch(stop);
