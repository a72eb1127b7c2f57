import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it } from 'vitest';
import { outline, QUESTIONS } from '../../liff/tests/drawn.ts';
import { PreviewField } from '../src/features/items/preview_field.tsx';
import type { Item } from '../src/features/items/wire.ts';

it('the preview of a question has the elements, classes and words of the form itself', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const root = document.createElement('div');
  await act(async () =>
    createRoot(root).render(
      (QUESTIONS as readonly unknown[] as readonly Item[]).map((item) => (
        <PreviewField key={item.id} item={item} id={item.id} />
      )),
    ),
  );
  await expect(outline(root)).toMatchFileSnapshot('../../liff/tests/drawn.txt');
});
