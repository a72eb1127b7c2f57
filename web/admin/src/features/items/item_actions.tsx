/** An item rests, is asked again, or goes. */

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../shared/api/problem.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { MovedNotice } from '../../shared/ui/conflict.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { type Use, UsedBy } from '../../shared/ui/used_by.tsx';
import { DeleteDialog } from './delete_dialog.tsx';
import { movedOf } from './item_differences.ts';
import { type Changed, type Item, type Items, useVersioned } from './wire.ts';

export const usesOf = (error: unknown): readonly Use[] =>
  error instanceof Problem ? (error.body.used_by ?? []) : [];

export function ItemActions({ data, item }: { data: Items; item: Item }) {
  const [isDeleting, setDeleting] = useState(false);
  const [seen, setSeen] = useState<Item>();
  const reason = useReasonNot('items');
  const navigate = useNavigate();
  const rest = useVersioned({
    method: 'POST',
    path: `items/${item.id}/${item.archived ? 'restore' : 'archive'}`,
    judge: ({ item: now }) => (now?.archived === item.archived ? 'again' : 'conflict'),
  });
  const uses = usesOf(rest.error);
  return (
    <Section title="休止と削除">
      <p className="text-solid-gray-700">
        休止すると、フォームに出なくなります。これまでの回答は残り、いまある条件はそのまま働きます。いつでも再開できます。削除は、休止した項目でできます。
      </p>
      <MovedNotice<Changed>
        error={rest.error}
        differences={(now) => movedOf(seen ?? item, now, data.items)}
      />
      {uses.length > 0 && (
        <UsedBy uses={uses} itemName={(id) => data.items.find((one) => one.id === id)?.label ?? id} />
      )}
      <div className="flex flex-wrap items-start gap-3">
        <Button
          reason={reason}
          busy={rest.isPending}
          onClick={() => {
            setSeen(item);
            rest.mutate({ body: {}, version: data.version });
          }}
        >
          {item.archived ? 'フォームに出すのを再開する' : '休止する'}
        </Button>
        <Button kind="danger" reason={reason} onClick={() => setDeleting(true)}>
          項目を削除する
        </Button>
      </div>
      {isDeleting && (
        <DeleteDialog
          data={data}
          item={item}
          rest={
            <Button
              kind="primary"
              reason={reason}
              busy={rest.isPending}
              onClick={() => {
                setSeen(item);
                rest.mutate({ body: {}, version: data.version }, { onSettled: () => setDeleting(false) });
              }}
            >
              まず休止する
            </Button>
          }
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/items' })}
        />
      )}
    </Section>
  );
}
