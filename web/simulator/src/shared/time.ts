/** Times as a citizen's phone in Japan shows them, whatever the computer's own zone. */

const CLOCK = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  hour: 'numeric',
  minute: '2-digit',
});
const DAY = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
});

/** `14:05` in Japan. */
export const clock = (at: Date): string => CLOCK.format(at);

/** `11月22日(日)` in Japan; equal for two instants of the same Japanese day of a year. */
export const day = (at: Date): string => DAY.format(at);
