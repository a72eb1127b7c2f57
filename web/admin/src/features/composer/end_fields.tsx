/** What belongs to the whole message: the quick replies under its last bubble, and who sends all of them. */

import type { Dispatch } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import type { Edit } from './content.ts';
import { commonSender, QUICK_REPLIES, type Sender, sendersOf, sentBy } from './end_of_draft.ts';
import type { FieldSpec } from './field_spec.ts';
import { Fields } from './fields.tsx';
import { rewritten } from './json_text.ts';
import { LONGEST_SENDER } from './limits.ts';
import { MediaField } from './media_field.tsx';
import { parsed, valueAt, withValue } from './paths.ts';
import { SENDER } from './use_go_to.ts';

const ICON: FieldSpec & { kind: 'media' } = {
  kind: 'media',
  key: 'iconUrl',
  label: '送信者のアイコン（任意）',
  hint: 'PNGの正方形の画像です。空のときはアカウントのアイコンで届きます。',
  use: 'image',
  fills: { iconUrl: 'url' },
};

export interface Props {
  readonly messages: readonly string[];
  readonly errors: readonly FieldError[];
  readonly onEdit: Dispatch<Edit>;
}

export function EndFields(props: Props) {
  return (
    <div className="flex flex-col gap-6 pt-2 pb-4">
      <QuickReplies {...props} />
      <Senders {...props} />
    </div>
  );
}

function QuickReplies({ messages, errors, onEdit }: Props) {
  const index = messages.length - 1;
  const path = `messages[${index}]`;
  const text = messages[index] ?? '';
  const value = parsed(text);
  if (typeof value !== 'object' || value === null)
    return <p>クイックリプライは、最後の吹き出しのJSONを直すと入力できます。</p>;
  const write = (next: unknown, step?: 'step') => {
    const items = valueAt(next, 'quickReply.items');
    const isNone = Array.isArray(items) && items.length === 0;
    const whole = rewritten(text, value, isNone ? withValue(next, 'quickReply', undefined) : next);
    onEdit({ kind: 'bubble', index, text: whole, at: Date.now(), whole: step !== undefined });
  };
  return (
    <div id={`${path}.quickReply`}>
      <p className="mb-2 text-sm text-solid-gray-700">
        いちばん下の吹き出しの下に並びます。吹き出しを足したり動かしたりしても、最後に付いていきます。
      </p>
      <Fields
        fields={[QUICK_REPLIES]}
        value={value}
        onValue={write}
        path={path}
        errorAt={(at) => errors.find((error) => error.path === at)?.message}
      />
    </div>
  );
}

function Senders({ messages, errors, onEdit }: Props) {
  const sender = commonSender(messages);
  const put = (next: Sender, field: string) =>
    onEdit({ kind: 'set', field, change: { messages: sentBy(messages, next) }, at: Date.now() });
  const errorOf = (key: keyof Sender) =>
    errors.find(({ path }) => path.endsWith(`.sender.${key}`) || path.endsWith('.sender'))?.message;
  const inside = sender ? (
    <div className="flex flex-col gap-4">
      <TextField
        label="送信者名（任意）"
        hint={`${sender.name.length}／${LONGEST_SENDER}文字。すべての吹き出しが、この名前で届きます。空のときはアカウントの名前で届きます。`}
        error={errorOf('name')}
        value={sender.name}
        onValue={(name) => put({ ...sender, name }, 'sender name')}
      />
      <MediaField
        spec={ICON}
        error={errorOf('iconUrl')}
        value={sender}
        onValue={(next) => put({ ...sender, iconUrl: String(valueAt(next, 'iconUrl') ?? '') }, 'sender icon')}
      />
    </div>
  ) : (
    <Different messages={messages} onSame={(one) => put(one, 'sender')} />
  );
  return <div id={SENDER}>{inside}</div>;
}

/** Imported bubbles may differ; nothing is changed before somebody asks for it. */
function Different({ messages, onSame }: { messages: readonly string[]; onSame: (sender: Sender) => void }) {
  const senders = sendersOf(messages);
  const first = senders.find((one) => one !== undefined);
  return (
    <Notice kind="warning" title="送信者が吹き出しごとに違います">
      <ul className="list-disc pl-6">
        {senders.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: each line is about the bubble of its number
          <li key={index}>
            {index + 1}つ目：
            {one === undefined ? '（JSONを直すと分かります）' : one.name || 'アカウントの名前'}
            {one?.iconUrl && '（アイコンあり）'}
          </li>
        ))}
      </ul>
      {first && (
        <Button onClick={() => onSame(first)}>
          すべての吹き出しを{senders.indexOf(first) + 1}つ目と同じ送信者にする
        </Button>
      )}
    </Notice>
  );
}
