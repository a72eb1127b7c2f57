/** What happens when an area of a rich message is tapped. It has no action object of its own: LINE names the keys anew. */

import { Select, TextArea, TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { counted, LONGEST_URI, lengthIn } from './limits.ts';

const TYPES = [
  { value: 'uri', label: 'ページを開く' },
  { value: 'message', label: 'メッセージを送ってもらう' },
  { value: 'clipboard', label: '文字をコピーする' },
];
const LONGEST = { text: 400, clipboardText: 1000 };

type Tap = Readonly<Record<string, unknown>>;

/** The same area with another kind; nothing of the old kind stays behind, or LINE would refuse it. */
export function retapped(tap: Tap, type: string): Tap {
  const { linkUri: _uri, text: _text, clipboardText: _clip, ...rest } = tap;
  if (type === 'message') return { ...rest, type, text: '' };
  if (type === 'clipboard') return { ...rest, type, clipboardText: '' };
  return { ...rest, type: 'uri', linkUri: 'https://' };
}

interface Props {
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  readonly path: string;
  readonly errorAt: (path: string) => string | undefined;
}

export function AreaAction({ value, onValue, path, errorAt }: Props) {
  const tap = (typeof value === 'object' && value !== null ? value : {}) as Tap;
  const type = String(tap.type ?? '');
  if (!TYPES.some((one) => one.value === type))
    return <Notice title="この場所の動きは、この画面では変えられません">届く内容はそのままです。</Notice>;
  const link = counted('utf16', LONGEST_URI, String(tap.linkUri ?? ''));
  const text = (key: 'text' | 'clipboardText') => {
    const now = String(tap[key] ?? '');
    const used = lengthIn('utf16', now);
    return {
      required: true,
      hint: `${used}／${LONGEST[key]}文字`,
      error: used > LONGEST[key] ? `${LONGEST[key]}文字までです。` : errorAt(`${path}.${key}`),
      value: now,
      onValue: (next: string) => onValue({ ...tap, [key]: next }),
    };
  };
  return (
    <div className="grid items-end gap-3 sm:grid-cols-2">
      <Select
        label="押したとき"
        choices={TYPES}
        value={type}
        onValue={(next) => onValue(retapped(tap, next))}
      />
      {type === 'uri' && (
        <TextField
          label="開くページ"
          required
          inputMode="url"
          hint={link.count}
          error={link.over ?? errorAt(`${path}.linkUri`)}
          value={String(tap.linkUri ?? '')}
          onValue={(linkUri) => onValue({ ...tap, linkUri })}
        />
      )}
      {type === 'message' && <TextField label="送ってもらう文" {...text('text')} />}
      {type === 'clipboard' && <TextArea rows={2} label="コピーされる文字" {...text('clipboardText')} />}
    </div>
  );
}
