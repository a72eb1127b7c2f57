/** What a reader may stumble over. Each is acknowledged by itself, and only for the text that it is about. */

import { useState } from 'react';
import { useChange } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { MovedDraft } from '../composer/moved_draft.tsx';

interface Props {
  readonly draft: Draft;
  readonly look: Confirmation;
  readonly onChanged: () => void;
}

export function Warnings({ draft, look, onChanged }: Props) {
  const [seen, setSeen] = useState<Draft>();
  const reason = useReasonNot('deliveries_write', 'deliveries_send');
  const save = useChange<Draft, { version: number; keys: string[] }>({
    method: 'PUT',
    path: `drafts/${draft.id}/acknowledgements`,
    touches: ['drafts'],
  });
  if (look.warnings.length === 0) return null;
  const open = look.warnings.filter((one) => !one.acknowledged).length;
  const toggle = (key: string, on: boolean) => {
    const known = look.warnings.filter((one) => one.acknowledged).map((one) => one.key);
    const keys = on ? [...known, key] : known.filter((one) => one !== key);
    setSeen(draft);
    save.mutate({ version: draft.version, keys }, { onSettled: onChanged });
  };
  return (
    <Section title={open > 0 ? `確かめてほしいところ（あと${open}件）` : '確かめたところ'}>
      <p>問題がなければ、1件ずつ印を付けてください。直すときは「内容を直す」に戻ります。</p>
      <MovedDraft error={save.error} seen={seen ?? draft} />
      <ul className="flex flex-col gap-2">
        {look.warnings.map((one) => (
          <li
            key={one.key}
            className="rounded-8 border-2 border-l-8 border-warning-orange-2 bg-white px-4 py-2"
          >
            <Checkbox
              label={
                <>
                  <span className="block">{one.message}</span>
                  {one.quote && <q className="text-sm text-solid-gray-700">{one.quote}</q>}
                </>
              }
              checked={one.acknowledged}
              reason={reason ?? (save.isPending ? '保存しています' : undefined)}
              onChecked={(on) => toggle(one.key, on)}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
