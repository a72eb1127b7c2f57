/** The bubbles, one card each, and what belongs to all of them. */

import type { Dispatch } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import { useDepartments } from '../../shared/departments.ts';
import { later } from '../../shared/ui/later.tsx';
import { AddBubble } from './add_bubble.tsx';
import { BubbleCard } from './bubble_card.tsx';
import type { Content, Edit } from './content.ts';
import { EndBox } from './end_box.tsx';
import { framed, isText } from './frame.ts';
import { FrameOffer } from './frame_offer.tsx';

const SaveTemplate = later(async () => (await import('../templates/save_template.tsx')).SaveTemplate);

interface Props {
  readonly content: Content;
  /** What each bubble is known by. */
  readonly bubbles: readonly number[];
  readonly errors: readonly FieldError[];
  /** Those of them that are not shown at their fields yet. */
  readonly blanks: readonly FieldError[];
  readonly onEdit: Dispatch<Edit>;
}

export function MessageStep({ content, bubbles, errors, blanks, onEdit }: Props) {
  const { messages, department } = content;
  const frame = useDepartments().find(({ id }) => id === department);
  const put = (next: readonly string[]) =>
    onEdit({ kind: 'replace', content: { ...content, messages: next } });
  // The first text begins as the department's messages do; whoever does not want that here takes it out.
  const add = (text: string) => {
    const first = frame && !messages.some(isText) && isText(text);
    const [begun = text] = first ? framed([text], frame) : [text];
    onEdit({ kind: 'add', text: begun });
  };
  return (
    <div id="messages" className="flex flex-col gap-4">
      {messages.length === 0 && <p>まだ吹き出しがありません。テキストや画像を足してください。</p>}
      {messages.map((text, index) => (
        <BubbleCard
          key={bubbles[index]}
          index={index}
          count={messages.length}
          text={text}
          onEdit={onEdit}
          errors={errors}
          blanks={blanks}
        />
      ))}
      <EndBox messages={messages} errors={errors} blanks={blanks} onEdit={onEdit} />
      <FrameOffer messages={messages} frame={frame} onPut={() => frame && put(framed(messages, frame))} />
      <div className="flex flex-wrap items-start gap-3">
        <AddBubble count={messages.length} onAdd={add} />
        <SaveTemplate messages={messages} department={department} />
      </div>
    </div>
  );
}
