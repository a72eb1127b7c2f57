/** What happens when somebody taps: a page opens, a text is sent, or data comes back to us. */

import { useState } from 'react';
import { Select, TextField } from '../../shared/ui/field.tsx';
import { CALL_WORDS } from './flex/places.ts';
import { counted, LONGEST_DATA, LONGEST_SAID, LONGEST_URI, type Unit } from './limits.ts';

interface Action {
  readonly type?: string;
  readonly label?: string;
  readonly uri?: string;
  readonly text?: string;
  readonly data?: string;
  readonly displayText?: string;
}

const TYPES = [
  { value: 'uri', label: 'ページを開く' },
  { value: 'tel', label: '電話をかける' },
  { value: 'message', label: 'メッセージを送ってもらう' },
  { value: 'postback', label: '押したことを記録する' },
];
const LONGEST_LABEL = 20;
/** Kinds that come with imported JSON. */
const OTHERS: Readonly<Record<string, string>> = {
  datetimepicker: '日時を選ぶ',
  clipboard: '文字をコピーする',
  location: '位置情報を送る',
  camera: 'カメラを開く',
  cameraRoll: '写真を選ぶ',
  richmenuswitch: 'メニューを切り替える',
};

/** With the one that stands there, where this form has no fields for it: it stays what it is until another is chosen. */
export function choicesFor(kind: string): readonly { readonly value: string; readonly label: string }[] {
  if (TYPES.some(({ value }) => value === kind)) return TYPES;
  const name = Object.hasOwn(OTHERS, kind) ? OTHERS[kind] : kind;
  return [{ value: kind, label: `この画面では変えられない動き（${name}）` }, ...TYPES];
}

const TEL = 'tel:';

/** A number as a phone takes it; where more than a number was typed, exactly that. */
export function dialled(typed: string): string {
  const plain = typed.normalize('NFKC').replaceAll(/[\s()]/g, '');
  return isDialled(plain) ? plain : typed;
}

const isDialled = (number: string): boolean => /^[\d+*#-]*$/.test(number);

/** A call is a link of its own kind. */
const kindOf = ({ type, uri }: Action): string =>
  type === 'uri' && uri?.startsWith(TEL) ? 'tel' : (type ?? 'uri');

/** With this the server records who pressed; it puts the delivery's id into it. */
const RECORDED = 'kairan:clicked:{delivery}';

const RECORDING = `「${RECORDED}」にすると、押した人を、あとの配信の対象に選べます。`;

/** LINE refuses words that are there and empty. */
function withLabel(action: Action, label: string, isOptional: boolean): Action {
  if (label !== '' || !isOptional) return { ...action, label };
  const { label: _gone, ...rest } = action;
  return rest;
}

/** Keeps the label, and of the rest what the new type has. */
function retyped(action: Action, type: string, isOptional: boolean): Action {
  const words = action.label ?? '';
  const label = words === '' && isOptional ? {} : { label: words };
  if (type === 'tel') return { type: 'uri', ...label, uri: TEL };
  if (type === 'uri') return { type, ...label, uri: 'https://' };
  if (type === 'message') return { type, ...label, text: action.text ?? words };
  const said = action.displayText ?? words;
  return { type, ...label, data: action.data ?? RECORDED, ...(said !== '' && { displayText: said }) };
}

export function ActionFields({
  label,
  value,
  onValue,
  path,
  errorAt,
  longest = LONGEST_LABEL,
  isOptional = false,
  hint = '',
}: {
  label: string;
  value: unknown;
  onValue: (value: unknown) => void;
  path: string;
  errorAt: (path: string) => string | undefined;
  /** Of the label; a button of a Flex message may be longer. */
  longest?: number | undefined;
  isOptional?: boolean | undefined;
  hint?: string;
}) {
  const action: Action = typeof value === 'object' && value !== null ? value : {};
  const kind = kindOf(action);
  const { count, over } = counted('graphemes', longest, action.label ?? '');
  const set = (change: Action) => onValue({ ...action, ...change });
  return (
    <div className="grid items-end gap-3 sm:grid-cols-2">
      <TextField
        label={`${label}の文字${isOptional ? '（任意）' : ''}`}
        required={!isOptional}
        hint={`${hint}${count}`}
        error={over ?? errorAt(`${path}.label`)}
        value={action.label ?? ''}
        onValue={(next) => onValue(withLabel(action, next, isOptional))}
      />
      <Select
        label="押したとき"
        choices={choicesFor(kind)}
        value={kind}
        onValue={(type) => onValue(retyped(action, type, isOptional))}
      />
      <Happens kind={kind} action={action} set={set} errorAt={(key) => errorAt(`${path}.${key}`)} />
    </div>
  );
}

interface PhoneProps {
  readonly number: string;
  readonly onNumber: (number: string) => void;
  readonly error: string | undefined;
}

function PhoneField({ number, onNumber, error }: PhoneProps) {
  const [before, setBefore] = useState(number);
  const [isTyping, setTyping] = useState(false);
  const isWrong = !isTyping && !isDialled(dialled(number));
  return (
    <TextField
      label="電話番号"
      required
      inputMode="tel"
      hint="数字とハイフンで書きます。"
      error={isWrong ? '電話番号は1つだけ、数字とハイフンで入力してください。' : error}
      value={number}
      onValue={onNumber}
      onFocus={() => {
        setBefore(number);
        setTyping(true);
      }}
      onBlur={() => {
        setTyping(false);
        const next = dialled(number);
        if (number !== before && next !== number) onNumber(next);
      }}
    />
  );
}

/** A field of an action with its counter. */
function bound(unit: Unit, max: number, value: string, error: string | undefined, hint = '') {
  const { count, over } = counted(unit, max, value);
  return { required: true, hint: hint + count, error: over ?? error, value };
}

/** What the chosen kind of action needs to know. */
function Happens({
  kind,
  action,
  set,
  errorAt,
}: {
  kind: string;
  action: Action;
  set: (change: Action) => void;
  errorAt: (key: string) => string | undefined;
}) {
  // Typed by hand it would leave the field under the hands: only what was there when the form opened.
  const [begun] = useState(action.data);
  const isRecorded = action.data === RECORDED && (begun === undefined || begun === RECORDED);
  return (
    <>
      {kind === 'uri' && (
        <TextField
          {...bound('utf16', LONGEST_URI, action.uri ?? '', errorAt('uri'))}
          label="開くページ（https://）"
          inputMode="url"
          onValue={(uri) => set({ uri })}
        />
      )}
      {kind === 'tel' && (
        <PhoneField
          number={(action.uri ?? '').slice(TEL.length)}
          onNumber={(number) => set({ uri: TEL + number })}
          error={errorAt('uri') && CALL_WORDS}
        />
      )}
      {kind === 'message' && (
        <TextField
          {...bound('graphemes', LONGEST_SAID, action.text ?? '', errorAt('text'))}
          label="送ってもらう文"
          onValue={(text) => set({ text })}
        />
      )}
      {kind === 'postback' && isRecorded && (
        <p className="text-sm text-solid-gray-700">押した人を、あとの配信の対象に選べます（6か月の間）。</p>
      )}
      {kind === 'postback' && !isRecorded && (
        <TextField
          {...bound('utf16', LONGEST_DATA, action.data ?? '', errorAt('data'), RECORDING)}
          label="記録する印（市民には見えません）"
          onValue={(data) => set({ data })}
        />
      )}
    </>
  );
}
