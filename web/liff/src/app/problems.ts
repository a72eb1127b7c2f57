/** What a failed request means for the citizen: faults at fields, or one sentence that says what to do. */

import { Problem } from '../shared/api/http.ts';
import { CONSENT, type Fault } from '../shared/fault.ts';
import type { Item } from '../shared/form.ts';
import { list, record, text } from '../shared/parse.ts';
import { GaveUp } from './pauses.ts';

/** The faults that the server found, each at its field if the field is known here. */
export function faultsOf(error: unknown, items: readonly Item[]): Fault[] {
  if (!(error instanceof Problem) || error.status !== 422) return [];
  return list(record(error.body)?.errors, (raw) => {
    const fault = record(raw);
    const message = text(fault?.message);
    return message === undefined ? undefined : { target: target(text(fault?.path) ?? '', items), message };
  });
}

function target(path: string, items: readonly Item[]): string | undefined {
  if (path.startsWith('consent')) return CONSENT;
  const rest = path.startsWith('answers.') ? path.slice('answers.'.length) : '';
  return items.find(({ id }) => rest === id || rest.startsWith(`${id}.`) || rest.startsWith(`${id}[`))?.id;
}

/** One sentence, or two: what happened and what to do. */
export function sentenceOf(error: unknown): string {
  if (error instanceof GaveUp) return '送るのをやめました。入力した内容は残っています。';
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : 'うまくいきませんでした';
  if (error.code === 'form_changed')
    return '登録の項目が新しくなりました。入力した内容は残っています。確かめて、もう一度保存してください。';
  if (error.code === 'consent_changed')
    return '同意していただく文が新しくなりました。読みなおして、もう一度保存してください。';
  if (error.status === 0)
    return `${error.message}。入力した内容は残っています。電波のよい所で、もう一度お試しください。`;
  return `${error.message.replace(/。$/, '')}。`;
}
