/** The bubbles, one card each. */

import type { Dispatch } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import { AddBubble } from './add_bubble.tsx';
import { BubbleCard } from './bubble_card.tsx';
import type { Edit } from './content.ts';

interface Props {
  readonly messages: readonly string[];
  readonly errors: readonly FieldError[];
  readonly onEdit: Dispatch<Edit>;
}

export function MessageStep({ messages, errors, onEdit }: Props) {
  return (
    <div id="messages" className="flex flex-col gap-4">
      {messages.length === 0 && <p>まだ吹き出しがありません。テキストや画像を足してください。</p>}
      {messages.map((text, index) => (
        <BubbleCard
          // biome-ignore lint/suspicious/noArrayIndexKey: bubbles have no identity of their own
          key={index}
          index={index}
          count={messages.length}
          text={text}
          onEdit={onEdit}
          errors={errors}
        />
      ))}
      <div>
        <AddBubble count={messages.length} onAdd={(text) => onEdit({ kind: 'add', text })} />
      </div>
    </div>
  );
}
