/** The limits that the composer shows, written down for `lib/domain/tests/messages`, which holds them against the real check. */

import { expect, test } from 'vitest';
import { QUICK_REPLIES } from '../src/features/composer/end_of_draft.ts';
import type { FieldSpec } from '../src/features/composer/field_spec.ts';
import { LONGEST_DATA, LONGEST_SAID, LONGEST_SENDER, LONGEST_URI } from '../src/features/composer/limits.ts';
import { valueAt, withValue } from '../src/features/composer/paths.ts';
import { KINDS } from '../src/features/composer/spec.ts';

interface Limit {
  readonly field: string;
  readonly unit: string;
  readonly max: number;
}
interface Whole {
  readonly message: unknown;
  readonly limits: readonly Limit[];
}

const HTTPS = 'https://city.example.jp/';
const below = (path: string, key: string): string => [path, key].filter((part) => part !== '').join('.');

/** What a form leaves to be written, written. */
function filled(value: unknown, fields: readonly FieldSpec[]): unknown {
  return fields.reduce((whole, spec) => {
    const held = valueAt(whole, spec.key);
    switch (spec.kind) {
      case 'text':
        return spec.required && held === '' ? withValue(whole, spec.key, 'あ') : whole;
      case 'media': {
        const keys = Object.entries(spec.fills).filter(([, part]) => spec.required && part.endsWith('url'));
        return keys.reduce((message, [key]) => withValue(message, key, HTTPS), whole);
      }
      case 'action':
        return withValue(whole, spec.key, { type: 'uri', label: 'あ', uri: HTTPS });
      case 'tap':
        return withValue(whole, below(spec.key, 'linkUri'), HTTPS);
      case 'place':
        return { ...(whole as object), latitude: 35.5308, longitude: 139.7029 };
      case 'group':
        return withValue(whole, spec.key, filled(held, spec.fields));
      case 'list':
        return withValue(
          whole,
          spec.key,
          (held as unknown[]).map((item) => filled(item, spec.fields)),
        );
      default:
        return whole;
    }
  }, value);
}

/** `card` is what the fields stand in. */
function limitsOf(fields: readonly FieldSpec[], card: unknown, path: string): readonly Limit[] {
  return fields.flatMap((spec): readonly Limit[] => {
    const field = below(path, spec.key);
    const held = valueAt(card, spec.key);
    switch (spec.kind) {
      case 'text': {
        const max = typeof spec.max === 'number' ? spec.max : spec.max(card);
        // Of LINE's own numbers no limit is written down.
        return /Id$/.test(spec.key) ? [] : [{ field, unit: spec.unit, max }];
      }
      case 'number':
        return spec.key.startsWith('area.') ? [] : [{ field, unit: 'number', max: spec.max }];
      case 'action':
        return [
          { field: `${field}.label`, unit: 'graphemes', max: spec.longest ?? 20 },
          { field: `${field}.uri`, unit: 'https', max: LONGEST_URI },
        ];
      case 'tap':
        return [{ field: below(field, 'linkUri'), unit: 'https', max: LONGEST_URI }];
      case 'place':
        return [
          { field: below(field, 'latitude'), unit: 'number', max: 90 },
          { field: below(field, 'longitude'), unit: 'number', max: 180 },
        ];
      case 'group':
        return limitsOf(spec.fields, held, field);
      case 'list':
        return [
          { field, unit: 'copies', max: spec.max },
          ...limitsOf(spec.fields, (held as unknown[])[0], `${field}[0]`),
        ];
      default:
        return [];
    }
  });
}

function wholeOf(message: unknown, fields: readonly FieldSpec[]): Whole {
  return { message, limits: limitsOf(fields, message, '') };
}

function everything(): readonly Whole[] {
  const fresh = Object.entries(KINDS)
    .filter(([name]) => name !== 'flex')
    .map(([, { fresh: make, fields }]) => wholeOf(filled(make(), fields), fields));
  // A card with a title, whose text is shorter; the taps that a form can choose; and Flex by its only plain field.
  const { buttons, carousel, flex } = KINDS;
  if (!buttons || !carousel || !flex) throw new Error('a kind is missing');
  const titled = (kind: typeof buttons, key: string) =>
    wholeOf(withValue(filled(kind.fresh(), kind.fields), key, '題'), kind.fields);
  const message = filled(buttons.fresh(), buttons.fields);
  const body = { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'あ' }] };
  const tap = (action: object, ...limits: readonly Limit[]): Whole => ({
    message: withValue(message, 'template.actions.0', { label: 'あ', ...action }),
    limits,
  });
  const at = (key: string, unit: string, max: number) => ({ field: `template.actions[0].${key}`, unit, max });
  const asked = {
    type: 'text',
    text: 'あ',
    quickReply: { items: [{ type: 'action' }] },
    sender: { name: 'あ' },
  };
  const end = wholeOf(filled(asked, [QUICK_REPLIES]), [QUICK_REPLIES]);
  return [
    ...fresh,
    { ...end, limits: [...end.limits, { field: 'sender.name', unit: 'utf16', max: LONGEST_SENDER }] },
    titled(buttons, 'template.title'),
    titled(carousel, 'template.columns.0.title'),
    tap({ type: 'message', text: 'あ' }, at('text', 'graphemes', LONGEST_SAID)),
    tap({ type: 'postback', data: 'a' }, at('data', 'utf16', LONGEST_DATA)),
    wholeOf({ type: 'flex', altText: 'あ', contents: { type: 'bubble', body } }, flex.fields),
  ];
}

test('the limits of the composer are those that the check is held against', async () => {
  await expect(`${JSON.stringify(everything(), undefined, 2)}\n`).toMatchFileSnapshot('./limits.json');
});
