/** The words around the removal. */

import { render } from 'preact';
import { expect, test } from 'vitest';
import { Removal } from '../src/features/removal.tsx';
import { EDITING } from '../src/shared/stage.ts';

test('whoever is about to remove everything reads how to take back the consent that LINE keeps', () => {
  const nothing = () => undefined;
  const body = document.createElement('main');
  const acts = { onRemove: nothing, onKeep: nothing, onTryNow: nothing, onGiveUp: nothing };
  render(<Removal everyone="月に約2通" stage={EDITING} focus={0} {...acts} />, body);
  expect(body.textContent).toContain('「連動アプリ」でこのフォームを選び、「連動を解除」');
});
