import { render } from 'preact';
import { expect, it } from 'vitest';
import { Field } from '../src/features/field.tsx';
import { parseForm } from '../src/shared/form.ts';
import { outline, QUESTIONS } from './drawn.ts';

// The console previews questions with elements of its own; its test compares them with the same file.
it('every kind of question is drawn as the console’s preview draws it', async () => {
  const form = parseForm({ version: 1, consent: { version: 1, text: 'x' }, items: QUESTIONS });
  const root = document.createElement('div');
  render(
    form?.items.map((item) => (
      <Field key={item.id} item={item} id={item.id} input={undefined} fault={undefined} onInput={() => {}} />
    )),
    root,
  );
  await expect(outline(root)).toMatchFileSnapshot('./drawn.txt');
});
