/** One form for every kind of bubble: draws the fields of a specification over a value. */

import { useRef } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { Select, TextArea, TextField } from '../../shared/ui/field.tsx';
import { later } from '../../shared/ui/later.tsx';
import { ActionFields } from './action_fields.tsx';
import { AreaAction } from './area_action.tsx';
import { fitted } from './areas.ts';
import type { FieldSpec } from './field_spec.ts';
import { counted, LONGEST_URI } from './limits.ts';
import { MediaField } from './media_field.tsx';
import { valueAt, withValue } from './paths.ts';
import { useKeys } from './use_keys.ts';

const EmojiPicker = later(async () => (await import('./emoji_picker.tsx')).EmojiPicker);
const PlaceField = later(async () => (await import('./place_field.tsx')).PlaceField);
const AreaBoard = later(async () => (await import('./area_board.tsx')).AreaBoard);

interface Props {
  readonly fields: readonly FieldSpec[];
  readonly value: unknown;
  /** `step`: a change that undo takes back by itself. */
  readonly onValue: (value: unknown, step?: 'step') => void;
  /** Where this value stands in the messages: `messages[0].template`. */
  readonly path: string;
  readonly errorAt: (path: string) => string | undefined;
}

const below = (path: string, key: string): string => (key === '' ? path : `${path}.${key}`);

export function Fields({ fields, ...rest }: Props) {
  return (
    <div className="flex flex-col gap-4">
      {fields.map((spec) => {
        const key = `${spec.kind} ${spec.key}`;
        const field = <OneField key={key} spec={spec} {...rest} />;
        if (spec.key === '') return field;
        return (
          // What the check finds here leads here.
          <div key={key} id={below(rest.path, spec.key)} className="flex flex-col gap-4">
            {field}
          </div>
        );
      })}
    </div>
  );
}

function OneField({ spec, value, onValue, path, errorAt }: Omit<Props, 'fields'> & { spec: FieldSpec }) {
  const at = below(path, spec.key);
  const held = valueAt(value, spec.key);
  const set = (next: unknown, step?: 'step') => onValue(withValue(value, spec.key, next), step);
  const error = errorAt(at);
  const inner = { value: held, onValue: set, path: at, errorAt };
  // Another picture of a rich message may have another height.
  const taken = (next: unknown, step?: 'step') => onValue(fitted(value, next), step);
  const common = { label: spec.label, hint: spec.hint, error, required: spec.required === true };
  switch (spec.kind) {
    case 'text':
      return <TextOf spec={spec} card={value} held={held} error={error} onText={set} />;
    case 'url':
      return <UrlOf {...common} value={String(held ?? '')} onValue={set} />;
    case 'number':
      return (
        <TextField
          {...common}
          type="number"
          min={spec.min}
          max={spec.max}
          step="any"
          value={held === undefined ? '' : String(held)}
          onValue={(text) => set(text === '' ? undefined : Number(text))}
        />
      );
    case 'choice':
      return <Select {...common} choices={spec.choices} value={String(held ?? '')} onValue={set} />;
    case 'media':
      return <MediaField spec={spec} error={error} value={value} onValue={taken} />;
    case 'mark':
      return <Mark spec={spec} held={held} error={error} onMark={set} />;
    case 'place':
      return <PlaceField label={spec.label} {...inner} />;
    case 'areas':
      return <AreaBoard label={spec.label} value={value} onValue={onValue} />;
    case 'tap':
      return <AreaAction {...inner} />;
    case 'action':
      return (
        <ActionFields label={spec.label} longest={spec.longest} isOptional={spec.isOptional} {...inner} />
      );
    case 'group':
      return <Fields fields={spec.fields} {...inner} />;
    case 'list':
      return <ListField spec={spec} {...inner} />;
    default:
      return spec satisfies never;
  }
}

interface MarkProps {
  readonly spec: FieldSpec & { kind: 'mark' };
  readonly held: unknown;
  readonly error: string | undefined;
  readonly onMark: (mark: string | undefined, step: 'step') => void;
}

function Mark({ spec, held, error, onMark }: MarkProps) {
  return (
    <Checkbox
      label={spec.label}
      hint={error ? `＊${error}` : spec.hint}
      checked={held !== undefined}
      onChecked={(is) => onMark(is ? spec.mark : undefined, 'step')}
    />
  );
}

interface UrlProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly value: string;
  readonly onValue: (text: string) => void;
}

function UrlOf(props: UrlProps) {
  const { count, over } = counted('utf16', LONGEST_URI, props.value);
  const hint = [props.hint, count].filter(Boolean).join('　');
  return <TextField {...props} hint={hint} error={over ?? props.error} inputMode="url" />;
}

interface TextProps {
  readonly spec: FieldSpec & { kind: 'text' };
  /** What the text stands in: its limit may hang on it. */
  readonly card: unknown;
  readonly held: unknown;
  readonly error: string | undefined;
  readonly onText: (text: string | undefined) => void;
}

function TextOf({ spec, card, held, error, onText }: TextProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const text = typeof held === 'string' ? held : '';
  const max = typeof spec.max === 'number' ? spec.max : spec.max(card);
  const { count, over } = counted(spec.unit, max, text);
  const bound = {
    label: spec.label,
    required: spec.required === true,
    hint: [spec.hint, count].filter(Boolean).join('　'),
    error: over ?? error,
    value: text,
    onValue: (next: string) => onText(next === '' && spec.required === undefined ? undefined : next),
  };
  if (!spec.long) return <TextField {...bound} />;
  return (
    <>
      <TextArea rows={5} ref={area} {...bound} />
      {spec.emoji && <EmojiPicker field={area} />}
    </>
  );
}

/** Numbers say again what the board above says, so they stand aside. */
function ItemFields({ fields, ...rest }: Props) {
  const numbers = fields.filter(({ kind }) => kind === 'number');
  return (
    <>
      <Fields fields={fields.filter(({ kind }) => kind !== 'number')} {...rest} />
      {numbers.length > 0 && (
        <details className="mt-2">
          <summary className="min-h-11 cursor-pointer py-2">数字で決める</summary>
          <p className="mb-2 text-sm text-solid-gray-700">画像の幅を1040としたときの、位置と大きさです。</p>
          <div className="grid grid-cols-2 gap-3">
            {numbers.map((spec) => (
              <OneField key={spec.key} spec={spec} {...rest} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function ListField({
  spec,
  value,
  onValue,
  path,
  errorAt,
}: Omit<Props, 'fields'> & { spec: FieldSpec & { kind: 'list' } }) {
  const items = Array.isArray(value) ? value : [];
  const error = errorAt(path);
  const keys = useKeys(items.map((item) => JSON.stringify(item) ?? ''));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="font-bold">{spec.label}</legend>
      {spec.hint && <p className="text-sm text-solid-gray-700">{spec.hint}</p>}
      {error && <p className="font-bold text-error-2">＊{error}</p>}
      {items.map((item, index) => (
        <div
          key={keys[index]}
          id={`${path}[${index}]`}
          className="rounded-8 border border-solid-gray-420 p-4"
        >
          <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
            <p className="font-bold">
              {spec.noun}
              {index + 1}
            </p>
            {items.length > spec.min && (
              <Button size="sm" kind="text" onClick={() => onValue(items.toSpliced(index, 1))}>
                {spec.noun}
                {index + 1}を消す
              </Button>
            )}
          </div>
          <ItemFields
            fields={spec.fields}
            value={item}
            onValue={(next, step) => onValue(items.with(index, next), step)}
            path={`${path}[${index}]`}
            errorAt={errorAt}
          />
        </div>
      ))}
      {items.length < spec.max && (
        <div>
          <Button size="sm" onClick={() => onValue([...items, spec.fresh()])}>
            {spec.noun}を足す（{items.length}／{spec.max}）
          </Button>
        </div>
      )}
    </fieldset>
  );
}
