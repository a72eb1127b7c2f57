/** The areas of a rich message: moved, resized and drawn, never beyond the picture. Units are LINE's, 1,040 to the width. */

import { valueAt, withValue } from './paths.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** LINE measures every rich message as if it were this wide. */
export const WIDTH = 1040;
/** Smaller than this no finger hits it: 44 points on a phone that is 375 wide. */
export const LEAST = 120;
/** One press of an arrow key. */
const STEP = 10;

const within = (value: number, least: number, most: number): number =>
  Math.round(Math.min(Math.max(value, least), Math.max(least, most)));

/** The same size somewhere else. */
export function moved(area: Area, by: Point, height: number): Area {
  const x = within(area.x + by.x, 0, WIDTH - area.width);
  const y = within(area.y + by.y, 0, height - area.height);
  return { ...area, x, y };
}

/** The same corner with another size. */
export function resized(area: Area, by: Point, height: number): Area {
  const width = within(area.width + by.x, LEAST, WIDTH - area.x);
  return { ...area, width, height: within(area.height + by.y, LEAST, height - area.y) };
}

/** The rectangle between two corners; undefined where it was no more than a click. */
export function drawn(from: Point, to: Point, height: number): Area | undefined {
  if (Math.abs(to.x - from.x) < LEAST / 2 || Math.abs(to.y - from.y) < LEAST / 2) return undefined;
  const x = within(Math.min(from.x, to.x), 0, WIDTH - LEAST);
  const y = within(Math.min(from.y, to.y), 0, height - LEAST);
  const width = within(Math.max(from.x, to.x) - x, LEAST, WIDTH - x);
  return { x, y, width, height: within(Math.max(from.y, to.y) - y, LEAST, height - y) };
}

/** What an arrow key makes of it: moves, and with the shift key resizes. */
export function keyed(area: Area, key: string, shift: boolean, height: number): Area | undefined {
  const arrows: Record<string, Point> = {
    ArrowLeft: { x: -STEP, y: 0 },
    ArrowRight: { x: STEP, y: 0 },
    ArrowUp: { x: 0, y: -STEP },
    ArrowDown: { x: 0, y: STEP },
  };
  const by = arrows[key];
  if (by === undefined) return undefined;
  return shift ? resized(area, by, height) : moved(area, by, height);
}

/** What of it lies on the picture; one that lay beyond comes in as far as a finger needs. */
export function inside({ x, y, width, height }: Area, whole: number): Area {
  const left = within(x, 0, WIDTH - Math.min(width, LEAST));
  const top = within(y, 0, whole - Math.min(height, LEAST));
  return {
    x: left,
    y: top,
    width: within(width, Math.min(width, LEAST), WIDTH - left),
    height: within(height, Math.min(height, LEAST), whole - top),
  };
}

/** After another picture: one area that was the whole picture is the whole picture again, and others stay on it. */
export function fitted(before: unknown, next: unknown): unknown {
  const [was, is] = [heightOf(before), heightOf(next)];
  const actions = valueAt(next, 'actions');
  if (was === is || !Array.isArray(actions)) return next;
  const { x, y, width, height } = areaOf(actions[0]);
  const isWhole = actions.length === 1 && x === 0 && y === 0 && width === WIDTH && height === was;
  const areas = actions.map((action) => {
    const area = isWhole ? { x, y, width, height: is } : inside(areaOf(action), is);
    return typeof action === 'object' && action !== null && 'area' in action ? { ...action, area } : action;
  });
  return withValue(next, 'actions', areas);
}

/** Of the picture; a square until there is one. */
export const heightOf = (message: unknown): number =>
  Math.max(1, Number(valueAt(message, 'baseSize.height')) || WIDTH);

/** Reads what stands in a message; what is no number counts as 0. */
export function areaOf(action: unknown): Area {
  const { area } = (action ?? {}) as { area?: Partial<Record<keyof Area, unknown>> };
  const number = (value: unknown): number => (Number.isFinite(value) ? Number(value) : 0);
  return {
    x: number(area?.x),
    y: number(area?.y),
    width: number(area?.width),
    height: number(area?.height),
  };
}
