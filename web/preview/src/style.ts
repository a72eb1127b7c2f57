/** Reads LINE's sizes, colours and offsets into CSS values; whatever is not of the expected shape is dropped. */

import { type Json, object, text } from './json.ts';

const SPACES: Record<string, string> = {
  none: '0',
  xs: '2px',
  sm: '4px',
  md: '8px',
  lg: '12px',
  xl: '16px',
  xxl: '20px',
};
const BORDERS: Record<string, string> = {
  none: '0',
  light: '0.5px',
  normal: '1px',
  medium: '2px',
  'semi-bold': '3px',
  bold: '4px',
};
const TEXT_SIZES: Record<string, string> = {
  xxs: '11px',
  xs: '13px',
  sm: '14px',
  md: '16px',
  lg: '19px',
  xl: '22px',
  xxl: '29px',
  '3xl': '35px',
  '4xl': '48px',
  '5xl': '74px',
};
const IMAGE_SIZES: Record<string, string> = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%',
};

/** `#RRGGBB` or `#RRGGBBAA`, as LINE writes colours. */
export function hexColor(raw: string | undefined): string | null {
  return raw !== undefined && /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(raw) ? raw : null;
}

/** A length in px or percent; negative only where `signed`. */
export function length(raw: string | undefined, signed = false): string | null {
  if (raw === undefined) return null;
  const pattern = signed ? /^-?\d{1,5}(\.\d{1,3})?(px|%)$/ : /^\d{1,5}(\.\d{1,3})?(px|%)$/;
  return pattern.test(raw) ? raw : null;
}

/** A keyword of the given table or a length. Own keys only, so `constructor` is no keyword. */
function keyword(table: Record<string, string>, raw: string | undefined, signed = false): string | null {
  if (raw !== undefined && Object.hasOwn(table, raw)) return table[raw] ?? null;
  return length(raw, signed);
}

export const space = (raw: string | undefined) => keyword(SPACES, raw);
export const offset = (raw: string | undefined) => keyword(SPACES, raw, true);
export const border = (raw: string | undefined) => keyword(BORDERS, raw);
export const textSize = (raw: string | undefined) => keyword(TEXT_SIZES, raw);
export const imageSize = (raw: string | undefined) => keyword(IMAGE_SIZES, raw);

/** `w:h` of at most five digits each, as a CSS aspect ratio. LINE allows a height of at most three widths. */
export function aspectRatio(raw: string | undefined): string | null {
  const match = /^(\d{1,5}(?:\.\d+)?):(\d{1,5}(?:\.\d+)?)$/.exec(raw ?? '');
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  return match && width > 0 && height > 0 && height <= width * 3 ? `${width} / ${height}` : null;
}

/** A linear gradient of two or three colours, or null if any part is malformed. */
export function gradient(background: Json | undefined): string | null {
  if (background === undefined || text(background, 'type') !== 'linearGradient') return null;
  const angle = /^\d{1,3}(\.\d+)?deg$/.exec(text(background, 'angle') ?? '')?.[0];
  const [start, end] = [hexColor(text(background, 'startColor')), hexColor(text(background, 'endColor'))];
  if (!angle || !start || !end) return null;
  const center = hexColor(text(background, 'centerColor'));
  const at = /^\d{1,3}(\.\d+)?%$/.exec(text(background, 'centerPosition') ?? '')?.[0] ?? '50%';
  return center
    ? `linear-gradient(${angle}, ${start}, ${center} ${at}, ${end})`
    : `linear-gradient(${angle}, ${start}, ${end})`;
}

/** Sets each CSS property that has a value; done through the CSSOM so that a strict style-src holds. */
export function apply(element: HTMLElement, properties: Record<string, string | null | undefined>): void {
  for (const [name, value] of Object.entries(properties)) if (value) element.style.setProperty(name, value);
}

/** Margin-free placement shared by all Flex components: `position` and its four offsets. */
export function placement(element: HTMLElement, json: Json): void {
  if (text(json, 'position') === 'absolute') element.classList.add('kf-absolute');
  apply(element, {
    top: offset(text(json, 'offsetTop')),
    bottom: offset(text(json, 'offsetBottom')),
    'inset-inline-start': offset(text(json, 'offsetStart')),
    'inset-inline-end': offset(text(json, 'offsetEnd')),
  });
}

/** The block style (`styles.header` and so on) of a bubble. */
export function blockStyle(bubble: Json, block: string): Json {
  return object(object(bubble, 'styles') ?? {}, block) ?? {};
}
