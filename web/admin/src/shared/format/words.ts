/** Numbers and lengths of time as staff read them. */

const grouped = new Intl.NumberFormat('ja-JP');

/** 1,234 */
export const number = (value: number): string => grouped.format(value);

/** 1,234人 */
export const people = (value: number): string => `${grouped.format(value)}人`;

/** 12.3%; what is neither 0 nor all is never shown as 0% or 100% */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '0.1%未満';
  if (share < 1 && share > 0.999) return '99.9%';
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')}%`;
}

/** 約3分, 約1時間20分, 1分未満 */
export function roughly(seconds: number): string {
  if (seconds < 60) return '1分未満';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `約${minutes}分`;
  const rest = minutes % 60;
  return `約${Math.floor(minutes / 60)}時間${rest > 0 ? `${rest}分` : ''}`;
}

/** 4分32秒 */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const minutes = Math.floor(whole / 60);
  return minutes > 0 ? `${minutes}分${String(whole % 60).padStart(2, '0')}秒` : `${whole}秒`;
}

/** 5分, 1分30秒, 30秒: a length that stands, unlike a running clock */
export function lasting(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
  return `${minutes > 0 ? `${minutes}分` : ''}${rest > 0 || minutes === 0 ? `${rest}秒` : ''}`;
}

/** What an empty page of a list read by a cursor says: nothing there, nothing older, or nothing as far as was looked. */
export function nothing(what: string, at: { later: boolean; next: string | null | undefined }): string {
  if (at.next)
    return `調べたところまでには、条件に合う${what}はありません。「次のページへ」で、それより古い${what}を続けて調べます。`;
  return at.later
    ? `これより古い${what}の中には、条件に合うものはありません。`
    : `条件に合う${what}はありません。`;
}

/** 1.2MB */
export function bytes(size: number): string {
  if (size < 1024) return `${size}バイト`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)}KB` : `${(size / 1024 / 1024).toFixed(1)}MB`;
}
