/** What happens when somebody taps: a page opens, a text is sent, or data comes back to us. */

import { Select, TextField } from '../../shared/ui/field.tsx';
import { lengthIn } from './limits.ts';

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
  { value: 'message', label: 'メッセージを送ってもらう' },
  { value: 'postback', label: '押したことを記録する' },
];
const LONGEST_LABEL = 20;

/** Keeps the label, and of the rest what the new type has. */
function retyped(action: Action, type: string): Action {
  const label = action.label ?? '';
  if (type === 'uri') return { type, label, uri: action.uri ?? 'https://' };
  if (type === 'message') return { type, label, text: action.text ?? label };
  return { type, label, data: action.data ?? 'tap', displayText: action.displayText ?? label };
}

export function ActionFields({
  label,
  value,
  onValue,
  path,
  errorAt,
}: {
  label: string;
  value: unknown;
  onValue: (value: unknown) => void;
  path: string;
  errorAt: (path: string) => string | undefined;
}) {
  const action: Action = typeof value === 'object' && value !== null ? value : {};
  const used = lengthIn('graphemes', action.label ?? '');
  const set = (change: Action) => onValue({ ...action, ...change });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label={`${label}の文字`}
        required
        hint={`${used}／${LONGEST_LABEL}文字`}
        error={used > LONGEST_LABEL ? `${LONGEST_LABEL}文字までです。` : errorAt(`${path}.label`)}
        value={action.label ?? ''}
        onValue={(next) => set({ label: next })}
      />
      <Select
        label="押したとき"
        choices={TYPES}
        value={action.type ?? 'uri'}
        onValue={(type) => onValue(retyped(action, type))}
      />
      {action.type === 'uri' && (
        <TextField
          label="開くページ（https://）"
          required
          inputMode="url"
          error={errorAt(`${path}.uri`)}
          value={action.uri ?? ''}
          onValue={(uri) => set({ uri })}
        />
      )}
      {action.type === 'message' && (
        <TextField
          label="送ってもらう文"
          required
          error={errorAt(`${path}.text`)}
          value={action.text ?? ''}
          onValue={(text) => set({ text })}
        />
      )}
      {action.type === 'postback' && (
        <TextField
          label="記録する印（市民には見えません）"
          required
          error={errorAt(`${path}.data`)}
          value={action.data ?? ''}
          onValue={(data) => set({ data })}
        />
      )}
    </div>
  );
}
