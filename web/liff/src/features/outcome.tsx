/** The two ends: saved, and removed. */

import type { ComponentChildren } from 'preact';
import { Heading } from './heading.tsx';

interface Props {
  heading: string;
  focus: number;
  /** What the button back to the form says. */
  again: string;
  onAgain: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

export function Outcome({ heading, focus, again, onAgain, onClose, children }: Props) {
  return (
    <div class="outcome">
      <Heading focus={focus}>{heading}</Heading>
      {children}
      <button type="button" class="strong" onClick={onClose}>
        トークに戻る
      </button>
      <button type="button" onClick={onAgain}>
        {again}
      </button>
    </div>
  );
}
