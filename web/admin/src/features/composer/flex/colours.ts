/** The colours of blocks. White on a header's colour, and each text's colour on white, has a contrast of 4.5 or more. */

export const HEADER_COLOURS = {
  blue: { name: '青', value: '#0017c1' },
  green: { name: '緑', value: '#115a36' },
  orange: { name: 'だいだい', value: '#8b3200' },
  red: { name: '赤', value: '#a90000' },
  purple: { name: '紫', value: '#5109ad' },
  grey: { name: '灰', value: '#333333' },
} as const;

export type HeaderColour = keyof typeof HEADER_COLOURS;

export const NOTE_TONES = {
  grey: { name: '小さい灰色の文字', value: '#595959' },
  red: { name: '小さい赤い文字', value: '#b00000' },
} as const;

export type NoteTone = keyof typeof NOTE_TONES;

export const ON_HEADER = '#ffffff';
/** The names in a table. */
export const ROW_NAME = '#595959';

/** The key that has this colour. */
export function keyOf<K extends string>(
  colours: Readonly<Record<K, { readonly value: string }>>,
  value: unknown,
): K | undefined {
  return (Object.keys(colours) as K[]).find((key) => colours[key].value === value);
}
