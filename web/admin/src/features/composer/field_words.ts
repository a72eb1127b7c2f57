/** What the check finds in a bubble, in the words of its form: which card and button, which field, and what to do there. */

import type { FieldError } from '../../shared/api/problem.ts';
import { QUICK_REPLIES } from './end_of_draft.ts';
import type { FieldSpec } from './field_spec.ts';
import { addressWords, briefly, CALL_WORDS, isCall, isWithin } from './flex/places.ts';
import { parsed, valueAt } from './paths.ts';
import { KINDS, kindOf } from './spec.ts';

/** A field of the form, by its name there. */
interface Place {
  /** カード1のボタン2 */
  readonly on: readonly string[];
  readonly label: string;
  readonly kind: FieldSpec['kind'];
}

/** The fields of an action as its form calls them. */
const OF_ACTION: Readonly<Record<string, string>> = {
  label: 'ボタンの文字',
  uri: '開くページ',
  linkUri: '開くページ',
  text: '送ってもらう文',
  data: '記録する印',
  clipboardText: 'コピーされる文字',
};
/** What the field is called while the address in it is a call. */
const CALL = '電話番号';
const NUMBERED = /^\[(\d+)\]/;

const below = (path: string, key: string): string => (key === '' ? path : `${path}.${key}`);

/** Where in the form `error` stands; undefined for what no field of it holds. */
function placeOf(
  fields: readonly FieldSpec[],
  path: string,
  error: string,
  on: readonly string[],
): Place | undefined {
  for (const spec of fields) {
    const found = inField(spec, path, error, on);
    if (found) return found;
  }
  return undefined;
}

function inField(spec: FieldSpec, path: string, error: string, on: readonly string[]): Place | undefined {
  const at = below(path, spec.key);
  if (spec.kind === 'media') {
    const keys = [spec.key, ...Object.keys(spec.fills)];
    return keys.some((key) => isWithin(error, below(path, key)))
      ? { on, label: spec.label, kind: spec.kind }
      : undefined;
  }
  if (!isWithin(error, at)) return undefined;
  const rest = error.slice(at.length);
  switch (spec.kind) {
    case 'group':
      return placeOf(spec.fields, at, error, on);
    case 'list': {
      const [whole = '', index] = NUMBERED.exec(rest) ?? [];
      if (index === undefined) return { on, label: spec.label, kind: spec.kind };
      const inside = [...on, `${spec.noun}${Number(index) + 1}`];
      return placeOf(spec.fields, at + whole, error, inside) ?? { on: inside, label: '', kind: spec.kind };
    }
    case 'action':
    case 'tap': {
      const label = OF_ACTION[rest.slice(1)];
      return label === undefined ? undefined : { on, label, kind: spec.kind };
    }
    case 'place':
      return /^\.(latitude|longitude)$/.test(rest) ? { on, label: spec.label, kind: spec.kind } : undefined;
    case 'areas':
      return undefined;
    default:
      return { on, label: spec.label, kind: spec.kind };
  }
}

/** At the field itself, whose name stands above it. */
function atField(error: FieldError, { kind, label }: Place): string {
  const isMissing = error.code === 'missing' || error.code === 'empty';
  if (isMissing && kind === 'media') return 'ファイルを選んでください。';
  if (isMissing && kind === 'place') return '地図の位置を貼り付けてください。';
  if (error.code === 'bad_url' && label === CALL) return CALL_WORDS;
  if (error.code === 'bad_url' && kind !== 'media') return addressWords(error.message);
  return isMissing || error.code === 'too_long' ? briefly(error) : error.message;
}

/** The errors of one bubble, at `path`, each as its field says it; what no field holds stays as it is. */
export function inFieldWords(
  errors: readonly FieldError[],
  text: string,
  path: string,
): readonly FieldError[] {
  return worded(errors, text, path, (error, place) => atField(error, place));
}

/** The same for a list away from the fields: 「1つ目のカード1のボタン1「開くページ」：…」. */
export function inListWords(
  errors: readonly FieldError[],
  text: string,
  path: string,
  number: number,
): readonly FieldError[] {
  return worded(errors, text, path, (error, place) => {
    const field = place.label === '' ? '' : `「${place.label}」`;
    const what = atField(error, place);
    return `${[`${number}つ目`, ...place.on].join('の')}${place.on.length > 0 || field === '' ? '' : 'の'}${field}：${what}`;
  });
}

function worded(
  errors: readonly FieldError[],
  text: string,
  path: string,
  say: (error: FieldError, place: Place) => string,
): readonly FieldError[] {
  if (!errors.some((error) => isWithin(error.path, path))) return errors;
  const value = parsed(text);
  const fields = KINDS[kindOf(value) ?? '']?.fields;
  if (fields === undefined) return errors;
  return errors.map((error) => {
    // Quick replies belong to no kind: any last bubble may have them.
    const isReply = isWithin(error.path, `${path}.quickReply`);
    const [among, on] = isReply ? [[QUICK_REPLIES], ['クイックリプライ']] : [fields, []];
    const place = isWithin(error.path, path) ? placeOf(among, path, error.path, on) : undefined;
    if (!place) return error;
    const keys = error.path.slice(path.length + 1).replaceAll(/\[(\d+)\]/g, '.$1');
    const label = isCall(valueAt(value, keys)) ? CALL : place.label;
    return { ...error, message: say(error, { ...place, label }) };
  });
}
