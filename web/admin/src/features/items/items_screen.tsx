/** 登録項目: the questions of the form in their order. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useGet } from '../../shared/api/query.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button, buttonLook } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading, StatusBadge } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { FormPreview } from './form_preview.tsx';
import { arranged, MoveButtons, OrderBar, useOrder } from './ordering.tsx';
import { hasOptions, type Item, type Items, KIND_NAMES, shownIfWords, useVersioned } from './wire.ts';

export function ItemsScreen() {
  const { data, error, refetch } = useGet('items');
  const [isPreviewing, setPreviewing] = useState(false);
  const reason = useReasonNot('items');
  return (
    <Page
      title="登録項目"
      lead="登録フォームで市民に聞くことを、表示する順に並べています。"
      actions={
        <>
          {reason === undefined && (
            <Link to="/items/$id" params={{ id: 'new' }} className={buttonLook('primary')}>
              項目を追加する
            </Link>
          )}
          <Button onClick={() => setPreviewing(true)}>フォームの見え方</Button>
        </>
      }
    >
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {data ? <Questions data={data} reason={reason} /> : !error && <Loading what="登録項目を" />}
      {data && isPreviewing && <WholeForm items={data.items} onClose={() => setPreviewing(false)} />}
    </Page>
  );
}

function Questions({ data, reason }: { data: Items; reason: string | undefined }) {
  const order = useOrder(data.items);
  const save = useVersioned({
    method: 'PUT',
    path: 'items/order',
    judge: (now) => (now.items.map(({ id }) => id).join() === order.begun.join() ? 'again' : 'conflict'),
    done: order.reset,
  });
  const submit = (version: number, ids: readonly string[]) => save.mutate({ body: { order: ids }, version });
  const labels = (ids: readonly string[]) =>
    ids.map((id) => data.items.find((item) => item.id === id)?.label ?? '（新しい項目）').join('、');
  return (
    <>
      <ConflictNotice<Items>
        error={save.error}
        differences={(now) => [
          {
            name: '並び順',
            mine: labels(order.ids),
            theirs: now.items.map(({ label }) => label).join('、'),
          },
        ]}
        onTheirs={() => {
          order.reset();
          save.reset();
        }}
        onMine={(now) =>
          submit(
            now.version,
            arranged(
              order.ids,
              now.items.map(({ id }) => id),
            ),
          )
        }
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      {save.isSuccess && !order.isMoved && <Notice kind="success" title="並び順を保存しました" live />}
      <OrderBar order={order} busy={save.isPending} onSave={() => submit(data.version, order.ids)} />
      <Table
        caption="登録項目"
        columns={columns(order, data.items, reason)}
        rows={order.shown}
        rowKey={({ id }) => id}
        empty="登録項目はまだありません。「項目を追加する」から始めます。"
      />
    </>
  );
}

const columns = (
  order: ReturnType<typeof useOrder<Item>>,
  items: readonly Item[],
  reason: string | undefined,
): readonly Column<Item>[] => [
  {
    title: '質問',
    head: true,
    cell: ({ id, label, shown_if }) => (
      <>
        <Link to="/items/$id" params={{ id }} className="link font-bold">
          {label}
        </Link>
        {shown_if && (
          <span className="block text-sm text-solid-gray-700">{shownIfWords(shown_if, items)}</span>
        )}
      </>
    ),
  },
  { title: '答え方', cell: ({ kind }) => KIND_NAMES[kind] },
  {
    title: '選択肢',
    cell: ({ kind, options }) =>
      hasOptions(kind) ? `${options.filter(({ archived }) => !archived).length}個` : '―',
  },
  { title: '必須', cell: ({ required }) => (required ? '必須' : '任意') },
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
];

function WholeForm({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  return (
    <Dialog
      title="フォームの見え方"
      open
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>閉じる</Button>}
    >
      <FormPreview
        items={items.filter(({ archived }) => !archived)}
        among={items}
        label="保存済みの内容です。条件のある項目は、当てはまる人にだけ表示します。"
      />
    </Dialog>
  );
}
