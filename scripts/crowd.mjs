// `make crowd`: friends without a phone on the screen join the running city, with answers of their own, so that counts,
// samples of recipients and progress are those of a town. PEOPLE says how many. The answers come in as a city's do: as
// a table that is taken over.
import { ask, call, city, settled, stop } from './city.mjs';

const PEOPLE = Number(process.env.PEOPLE ?? '500');
const MOST = 20_000;
// How many of a hundred live where, and are how old; what they want to hear of follows.
const WARDS = { kawasaki: 15, saiwai: 11, nakahara: 17, takatsu: 15, miyamae: 15, tama: 14, asao: 12, outside: 1 };
const AGES = { under20: 4, '20s': 14, '30s': 22, '40s': 24, '50s': 19, '60s': 11, over70: 6 };
const TOPICS = ['bousai', 'gomi', 'kosodate', 'event', 'kenko', 'zei'];

/** The name at `place` of a hundred places that the names share. */
function among(shares, place) {
  let left = place % 100;
  for (const [name, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return name;
  }
  throw new Error('the shares are a hundred together');
}

/** Every fourth topic or so, and always one: the same person always has the same answers. */
function topics(number) {
  const chosen = TOPICS.filter((_, at) => (number * 7 + at * 5) % 11 < 4);
  return (chosen.length === 0 ? TOPICS.slice(0, 1) : chosen).join('|');
}

async function join() {
  if (!Number.isInteger(PEOPLE) || PEOPLE < 1 || PEOPLE > MOST) {
    throw new Error(`PEOPLE is a number from 1 to ${MOST.toLocaleString('en')}.`);
  }
  const made = await ask(new URL('/control/users/bulk', city.phones_url), {
    method: 'POST',
    body: JSON.stringify({ count: PEOPLE, prefix: '市民', ids: true }),
  });
  const row = (id, number) => [id, among(WARDS, number * 37), topics(number), among(AGES, number * 61)].join(',');
  const table = ['user_id,ward,topics,age_group', ...made.userIds.map(row), ''].join('\n');
  const { id, upload_url } = await call('POST', '/api/imports', { source: 'csv' });
  await ask(upload_url, { method: 'PUT', body: table }).catch(stop);
  await call('POST', `/api/imports/${id}/start`, {});
  const job = await settled(`/api/imports/${id}`, ({ state }) => state !== 'open');
  if (job.state !== 'done') throw new Error(`The answers were not taken over: ${job.reason}`);
  console.log(`${job.progress.changed} friends have joined with answers of their own.`);
}

await join().catch(stop);
