/** Adds a bubble of a chosen kind. */

import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { MOST_BUBBLES } from './content.ts';
import { KINDS } from './spec.ts';

export function AddBubble({ count, onAdd }: { count: number; onAdd: (text: string) => void }) {
  const [open, setOpen] = useState(false);
  const full = count >= MOST_BUBBLES ? `一度に送れる吹き出しは${MOST_BUBBLES}つまでです` : undefined;
  const add = (fresh: object) => {
    setOpen(false);
    onAdd(JSON.stringify(fresh));
  };
  return (
    <>
      <Button reason={full} onClick={() => setOpen(true)}>
        吹き出しを足す（{count}／{MOST_BUBBLES}）
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="どの吹き出しを足しますか" wide>
        <ul className="grid gap-2 sm:grid-cols-2">
          {Object.entries(KINDS).map(([name, kind]) => (
            <li key={name}>
              <button
                type="button"
                className="min-h-14 w-full cursor-pointer rounded-8 border border-solid-gray-536 px-4 py-2 text-left hover:bg-key-50"
                onClick={() => add(kind.fresh())}
              >
                <span className="block font-bold">{kind.name}</span>
                <span className="block text-sm text-solid-gray-700">{kind.hint}</span>
              </button>
            </li>
          ))}
        </ul>
        <Button kind="text" onClick={() => setOpen(false)}>
          足さずに戻る
        </Button>
      </Dialog>
    </>
  );
}
