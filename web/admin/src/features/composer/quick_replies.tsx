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
          onValue={(name) => onValue(withValue(value, 'sender', name === '' ? undefined : { name }))}
        />
      </div>
    </details>
  );
}
