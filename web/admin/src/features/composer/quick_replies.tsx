/** Quick replies under the last bubble, and the name that a bubble is sent under. */

import { TextField } from '../../shared/ui/field.tsx';
import { Fields } from './fields.tsx';
import { valueAt, withValue } from './paths.ts';
import type { FieldSpec } from './spec.ts';

const ITEMS: FieldSpec = {
  kind: 'list',
  key: 'quickReply.items',
  label: 'クイックリプライ（トークの下に並ぶボタン）',
  noun: 'ボタン',
  min: 0,
  max: 13,
  fresh: () => ({ type: 'action', action: { type: 'message', label: '', text: '' } }),
  fields: [{ kind: 'action', key: 'action', label: 'ボタン' }],
};

interface Props {
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  readonly path: string;
  readonly errorAt: (path: string) => string | undefined;
}

/** Changes one of name and icon and leaves the other; a sender without either is none. */
export function withSender(value: unknown, key: 'name' | 'iconUrl', text: string): unknown {
  const next = withValue(value, `sender.${key}`, text === '' ? undefined : text);
  const left = valueAt(next, 'sender');
  const isEmpty = typeof left !== 'object' || left === null || Object.keys(left).length === 0;
  return isEmpty ? withValue(next, 'sender', undefined) : next;
}

export function QuickReplies({ value, onValue, path, errorAt }: Props) {
  const without = (next: unknown) => {
    const items = valueAt(next, 'quickReply.items');
    onValue(Array.isArray(items) && items.length === 0 ? withValue(next, 'quickReply', undefined) : next);
  };
  const sender = String(valueAt(value, 'sender.name') ?? '');
  return (
    <details>
      <summary className="min-h-11 cursor-pointer py-2 font-bold">クイックリプライ・送信者名</summary>
      <div className="flex flex-col gap-4 pt-2">
        <Fields fields={[ITEMS]} value={value} onValue={without} path={path} errorAt={errorAt} />
        <TextField
          label="送信者名（任意）"
          hint={`${[...sender].length}／20文字。空のときはアカウントの名前で届きます。`}
          error={errorAt(`${path}.sender.name`)}
          value={sender}
          onValue={(name) => onValue(withSender(value, 'name', name))}
        />
        <TextField
          label="送信者のアイコン（任意、https://）"
          hint="PNGの正方形の画像の場所です。空のときはアカウントのアイコンで届きます。"
          inputMode="url"
          error={errorAt(`${path}.sender.iconUrl`)}
          value={String(valueAt(value, 'sender.iconUrl') ?? '')}
          onValue={(url) => onValue(withSender(value, 'iconUrl', url))}
        />
      </div>
    </details>
  );
}
