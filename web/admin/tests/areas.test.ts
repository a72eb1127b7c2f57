import { describe, expect, test } from 'vitest';
import {
  areaOf,
  drawn,
  fitted,
  inside,
  keyed,
  LEAST,
  moved,
  resized,
  WIDTH,
} from '../src/features/composer/areas.ts';

const AREA = { x: 100, y: 100, width: 300, height: 200 };
const HEIGHT = 700;

describe('areas of a rich message', () => {
  test('move and never leave the picture', () => {
    expect(moved(AREA, { x: 25.4, y: -30 }, HEIGHT)).toEqual({ ...AREA, x: 125, y: 70 });
    expect(moved(AREA, { x: 9999, y: 9999 }, HEIGHT)).toEqual({ ...AREA, x: WIDTH - 300, y: HEIGHT - 200 });
    expect(moved(AREA, { x: -9999, y: -9999 }, HEIGHT)).toEqual({ ...AREA, x: 0, y: 0 });
  });

  test('are never too small for a finger and never larger than the picture', () => {
    expect(resized(AREA, { x: -9999, y: -9999 }, HEIGHT)).toEqual({ ...AREA, width: LEAST, height: LEAST });
    expect(resized(AREA, { x: 9999, y: 9999 }, HEIGHT)).toEqual({ ...AREA, width: 940, height: 600 });
  });

  test('are drawn in any direction, and a click draws none', () => {
    const expected = { x: 200, y: 100, width: 300, height: 250 };
    expect(drawn({ x: 200, y: 100 }, { x: 500, y: 350 }, HEIGHT)).toEqual(expected);
    expect(drawn({ x: 500, y: 350 }, { x: 200, y: 100 }, HEIGHT)).toEqual(expected);
    expect(drawn({ x: 500, y: 350 }, { x: 505, y: 352 }, HEIGHT)).toBeUndefined();
    expect(drawn({ x: 1000, y: 690 }, { x: 2000, y: 2000 }, HEIGHT)).toEqual({
      x: WIDTH - LEAST,
      y: HEIGHT - LEAST,
      width: LEAST,
      height: LEAST,
    });
  });

  test('follow the arrow keys, with shift in size', () => {
    expect(keyed(AREA, 'ArrowLeft', false, HEIGHT)).toEqual({ ...AREA, x: 90 });
    expect(keyed(AREA, 'ArrowDown', true, HEIGHT)).toEqual({ ...AREA, height: 210 });
    expect(keyed(AREA, 'Enter', false, HEIGHT)).toBeUndefined();
  });

  test('follow another picture: one that was all of it stays so, others stay on it', () => {
    const message = (height: number, ...areas: readonly object[]) => ({
      baseSize: { width: WIDTH, height },
      actions: areas.map((area) => ({ type: 'uri', area })),
    });
    const whole = { x: 0, y: 0, width: WIDTH, height: 1040 };
    const fit = (...areas: readonly object[]) => fitted(message(1040, ...areas), message(520, ...areas));
    expect(fit(whole)).toEqual(message(520, { ...whole, height: 520 }));
    const low = { x: 520, y: 900, width: 520, height: 140 };
    expect(fit(AREA, low)).toEqual(message(520, AREA, { ...low, y: 520 - LEAST, height: LEAST }));
    expect(fitted(message(520, AREA), message(1040, AREA))).toEqual(message(1040, AREA));
    const broken = { baseSize: { height: 300 }, actions: [null, 'x'] };
    expect(fitted({}, broken)).toEqual(broken);
  });

  test('that reach beyond the picture keep their handle on it', () => {
    expect(inside({ x: 0, y: 0, width: 2000, height: 1040 }, 520)).toEqual({
      x: 0,
      y: 0,
      width: WIDTH,
      height: 520,
    });
    expect(inside({ x: 1000, y: 10, width: 40, height: 40 }, 520)).toEqual({
      x: 1000,
      y: 10,
      width: 40,
      height: 40,
    });
  });

  test('are read from whatever stands in a message', () => {
    expect(areaOf({ area: { x: 1, y: '2', width: 3 } })).toEqual({ x: 1, y: 0, width: 3, height: 0 });
    expect(areaOf(null)).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });
});
