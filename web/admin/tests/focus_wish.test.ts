import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isWished, wishFocus } from '../src/shared/ui/focus_wish.ts';

const draw = (...ids: string[]): void => {
  document.body.innerHTML = ids.map((id) => `<button id="${id}">${id}</button>`).join('');
};
const focused = (): string | undefined => document.activeElement?.id;

beforeEach(() => {
  vi.useFakeTimers();
  draw('pressed');
  document.getElementById('pressed')?.focus();
});
afterEach(() => {
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
});

it('the focus goes to what is drawn later, and stays with what is drawn anew under that name', () => {
  wishFocus('made');
  expect(focused()).toBe('pressed');
  draw('other', 'made');
  vi.advanceTimersByTime(100);
  expect(focused()).toBe('made');
  draw('made', 'other');
  vi.advanceTimersByTime(100);
  expect(focused()).toBe('made');
});

it('the focus that somebody else took is left to them', () => {
  draw('pressed', 'made', 'other');
  document.getElementById('pressed')?.focus();
  wishFocus('made');
  expect(focused()).toBe('made');
  document.getElementById('other')?.focus();
  vi.advanceTimersByTime(100);
  expect([focused(), isWished()]).toEqual(['other', false]);
});

it('of two wishes the second counts, and each ends by itself', () => {
  draw('first', 'second');
  wishFocus('first');
  wishFocus('second');
  vi.advanceTimersByTime(200);
  expect(focused()).toBe('second');
  vi.advanceTimersByTime(5_000);
  expect(isWished()).toBe(false);
});

it('whoever presses a key goes on from where they are', () => {
  draw('made', 'other');
  wishFocus('made');
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab' }));
  draw('made');
  vi.advanceTimersByTime(200);
  expect(focused()).not.toBe('made');
});
