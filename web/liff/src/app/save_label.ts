/** Names what a press on the save button would do. */

import { plain, type Wire } from '../shared/answers.ts';
import type { Form } from '../shared/form.ts';
import { toAnswers, toWire } from '../shared/wire.ts';
import type { Derived } from './state.ts';

/** The words on the button; undefined if there is nothing to save. */
export function saveLabel(form: Form, registered: boolean, derived: Derived): string | undefined {
  if (!registered) {
    const count = Object.keys(toAnswers(derived.shown, derived.inputs)).length;
    return count === 0 ? '登録する' : `${count}つの回答で登録する`;
  }
  const changed = changedLabels(form, derived);
  if (changed.length > 2) return `${changed.length}つの変更を保存する`;
  if (changed.length > 0) return `${changed.map((label) => `「${label}」`).join('')}の変更を保存する`;
  return derived.isConsentStored ? undefined : '同意を保存する';
}

/**
 * Labels of the items whose answer differs from what is stored. An item that is hidden now has no answer; a half typed
 * one counts, so that pressing the button can say what is wrong with it.
 */
function changedLabels({ items }: Form, { stored, inputs, shown }: Derived): string[] {
  const before = (id: string) => written(stored.get(id));
  const now = (id: string) => {
    const item = shown.find((one) => one.id === id);
    const input = inputs.get(id);
    if (item === undefined) return '';
    return written(toWire(item, input)) || (typeof input === 'string' ? plain(input) : '');
  };
  return items.filter(({ id }) => now(id) !== before(id)).map(({ label }) => label);
}

/** The order in which options were chosen means nothing. */
function written(wire: Wire | undefined): string {
  return typeof wire === 'object' ? [...wire].sort().join('\n') : String(wire ?? '');
}
