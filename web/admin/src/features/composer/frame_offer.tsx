/** A department's own beginning and end: put in on request where a message lacks them. */

import { Button } from '../../shared/ui/button.tsx';
import { type Frame, missing } from './frame.ts';

interface Props {
  readonly messages: readonly string[];
  readonly frame: Frame | undefined;
  readonly onPut: () => void;
}

export function FrameOffer({ messages, frame, onPut }: Props) {
  const rest = frame && missing(messages, frame);
  if (rest === undefined) return null;
  const words = [rest.prefix, rest.footer].filter((part) => part !== '').map((part) => `「${part}」`);
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-8 bg-solid-gray-50 p-3">
      <p className="min-w-0 flex-1 basis-60 break-words">
        担当部署の決まった言葉{words.join('と')}が入っていません。
      </p>
      <Button size="sm" onClick={onPut}>
        決まった言葉を入れる
      </Button>
    </div>
  );
}
