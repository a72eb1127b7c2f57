/** Where on the map: read from what staff can copy, a pair of numbers or the address of a map page. */

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const NUMBER = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
/** A pin of a map page before the middle of what it shows, which may be another place. */
const PATTERNS = [
  new RegExp(`!3d${NUMBER}!4d${NUMBER}`),
  new RegExp(`[?&](?:q|query|ll|destination)=(?:loc:)?${NUMBER}(?:,|%2C)[+ ]?${NUMBER}`, 'i'),
  new RegExp(`@${NUMBER},${NUMBER}`),
  new RegExp(String.raw`#map=\d+/${NUMBER}/${NUMBER}`),
  new RegExp(String.raw`^\(?\s*${NUMBER}\s*[,、\s]\s*${NUMBER}\s*\)?$`),
];

/** Undefined where it says no place; short links to maps say none. */
export function placeOf(text: string): Place | undefined {
  const plain = text.normalize('NFKC').trim();
  for (const pattern of PATTERNS) {
    const [, north, east] = pattern.exec(plain) ?? [];
    const [latitude, longitude] = [Number(north), Number(east)];
    if (north && east && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)
      return { latitude, longitude };
  }
  return undefined;
}

/** The place that a message holds; undefined where it holds none yet. */
export function heldPlace(value: unknown): Place | undefined {
  const { latitude, longitude } = (value ?? {}) as Partial<Record<keyof Place, unknown>>;
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined;
}

/** 35.6186, 139.5622 */
export const placeText = ({ latitude, longitude }: Place): string => `${latitude}, ${longitude}`;

export const mapAddress = ({ latitude, longitude }: Place): string =>
  `https://www.google.com/maps?q=${latitude},${longitude}`;

/** Japan with its islands: elsewhere the two numbers are most likely turned round. */
export const isInJapan = ({ latitude, longitude }: Place): boolean =>
  latitude > 20 && latitude < 46 && longitude > 122 && longitude < 154;
