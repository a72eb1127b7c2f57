/** The options of an item: their order, changed, resting, deleted. Each change stands at once. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { StatusBadge } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { DeleteDialog } from './delete_dialog.tsx';
import { OptionDialog, RestOption } from './option_dialog.tsx';
import { arranged, MoveButtons, OrderBar, useOrder } from './ordering.tsx';
import { type Changed, type Item, type ItemOption, type Items, useVersioned } from './wire.ts';

type Open = { readonly what: 'edit' | 'delete'; readonly option: ItemOption } | { readonly what: 'new' };

const idsOf = (item: Item | null): readonly string[] => item?.options.map(({ id }) => id) ?? [];

export function OptionList({ data, item }: { data: Items; item: Item }) {
  const [open, setOpen] = useState<Open>();
  const order = useOrder(item.options);
  const reason = useReasonNot('items');
  const close = () => setOpen(undefined);
  return (
    <Section
      title="選択肢"
      actions={
        <Button reason={reason} onClick={() => setOpen({ what: 'new' })}>
          選択肢を足す
        </Button>
      }
    >
      <Order data={data} item={item} order={order} />
      <Table
        caption="選択肢"
        columns={columns(item, order, reason, setOpen)}
        rows={order.shown}
        rowKey={({ id }) => id}
        empty="選択肢はまだありません。フォームで選べるように、足してください。"
      />
      {(open?.what === 'new' || open?.what === 'edit') && (
        <OptionDialog
          data={data}
          item={item}
          option={open.what === 'edit' ? open.option : undefined}
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <DeleteDialog
          data={data}
          item={item}
          option={open.option}
          rest={<RestOption data={data} item={item} option={open.option} onClose={close} />}
          onClose={close}
          onDeleted={close}
        />
      )}
    </Section>
  );
}

interface OrderProps {
  readonly data: Items;
  readonly item: Item;
  readonly order: ReturnType<typeof useOrder<ItemOption>>;
}

function Order({ data, item, order }: OrderProps) {
  const save = useVersioned({
    method: 'PUT',
    path: `items/${item.id}/options`,
    judge: ({ item: now }) => (now && idsOf(now).join() === order.begun.join() ? 'again' : 'conflict'),
    done: order.reset,
  });
  const submit = (version: number, ids: readonly string[]) => save.mutate({ body: { order: ids }, version });
  return (
    <>
      <ConflictNotice<Changed>
        error={save.error}
        differences={({ item: now }) => [
          {
            name: '並び順',
            mine: order.shown.map(({ label }) => label).join('、'),
            theirs: now?.options.map(({ label }) => label).join('、') ?? '',
          },
        ]}
        onTheirs={() => {
          order.reset();
          save.reset();
        }}
        onMine={({ version, item: now }) => submit(version, arranged(order.ids, idsOf(now)))}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      {save.isSuccess && !order.isMoved && <Notice kind="success" title="並び順を保存しました" live />}
      <OrderBar order={order} busy={save.isPending} onSave={() => submit(data.version, order.ids)} />
    </>
  );
}

const columns = (
  item: Item,
  order: ReturnType<typeof useOrder<ItemOption>>,
  reason: string | undefined,
  open: (what: Open) => void,
): readonly Column<ItemOption>[] => [
  { title: '選択肢', head: true, cell: ({ label }) => <strong>{label}</strong> },
  ...(item.kind === 'area'
    ? [
        {
          title: '郵便番号の先頭',
          cell: ({ postal_prefixes = [] }: ItemOption) => postal_prefixes.join('、') || '―',
        },
      ]
    : []),
  {
    title: '届く目安（月）',
    cell: ({ messages_per_month: month }) => (month === undefined ? '―' : `${month}通`),
  },
  {
    title: '状態',
    cell: ({ archived }) =>
      archived ? <StatusBadge>休止中</StatusBadge> : <StatusBadge tone="green">使用中</StatusBadge>,
  },
  {
    title: '並べ替え',
    cell: ({ id, label }) => (
      <MoveButtons
        label={label}
        isFirst={order.ids[0] === id}
        isLast={order.ids.at(-1) === id}
        reason={reason}
        onMove={(by) => order.move(id, by)}
        onPut={(to) => order.put(id, to)}
      />
    ),
  },
  {
    title: '',
    cell: (option) =>
      reason === undefined && (
        <span className="inline-flex flex-wrap gap-3">
          <Button size="sm" onClick={() => open({ what: 'edit', option })}>
            変更<span className="sr-only">（{option.label}）</span>
          </Button>
          <Button size="sm" onClick={() => open({ what: 'delete', option })}>
            削除<span className="sr-only">（{option.label}）</span>
          </Button>
        </span>
      ),
  },
];
