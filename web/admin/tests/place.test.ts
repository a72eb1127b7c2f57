import { expect, test } from 'vitest';
import { heldPlace, isInJapan, placeOf } from '../src/features/composer/place.ts';

const HALL = { latitude: 35.6186, longitude: 139.5622 };

test.each([
  '35.6186, 139.5622',
  '３５．６１８６，１３９．５６２２',
  '(35.6186, 139.5622)',
  '35.6186 139.5622',
  'https://www.google.com/maps?q=35.6186,139.5622',
  'https://www.google.com/maps/search/?api=1&query=35.6186%2C139.5622',
  'https://www.google.com/maps/@35.6186,139.5622,17z',
  'https://www.google.com/maps/place/x/@35.5,139.5,17z/data=!3m1!4b1!4m6!3m5!8m2!3d35.6186!4d139.5622',
  'https://www.openstreetmap.org/#map=17/35.6186/139.5622',
])('a place is read from %s', (text) => {
  expect(placeOf(text)).toEqual(HALL);
});

test.each(['', '多摩市民館', '35.6186', '135.6, 239.5', 'https://maps.app.goo.gl/abc', '35.6, 139.5, 10'])(
  '%j says no place',
  (text) => {
    expect(placeOf(text)).toBeUndefined();
  },
);

test('a message holds a place only with both numbers, and turned round it is not in Japan', () => {
  expect(heldPlace({ type: 'location', ...HALL })).toEqual(HALL);
  expect(heldPlace({ latitude: 35 })).toBeUndefined();
  expect(isInJapan(HALL)).toBe(true);
  expect(isInJapan({ latitude: 13.95, longitude: 35.6 })).toBe(false);
});
