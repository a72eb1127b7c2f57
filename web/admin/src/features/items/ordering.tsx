/** Putting things into another order by buttons, so that the keyboard is enough; saved as a whole. */

import { type MouseEvent, useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';

interface Row {
  readonly id: string;
  readonly label: string;
}

/** The rows as they stand, or as somebody is arranging them. */
export function useOrder<One extends Row>(rows: readonly One[]) {
  const [order, setOrder] = useState<readonly string[]>();
  const [begun, setBegun] = useState<readonly string[]>([]);
  const [said, setSaid] = useState('');
  const standing = rows.map(({ id }) => id);
  const ids = order ? arranged(order, standing) : standing;
  const shown = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return {
    shown,
    ids,
    said,
    /** The order that was seen when the arranging began. */
    begun,
    isMoved: order !== undefined && ids.join() !== standing.join(),
    move: (id: string, by: -1 | 1) => {
      const at = ids.indexOf(id);
      const next = ids.toSpliced(at, 1).toSpliced(at + by, 0, id);
      if (order === undefined) setBegun(standing);
      setOrder(next);
      setSaid(
        `「${rows.find((row) => row.id === id)?.label}」を${at + by + 1}番目に移しました。まだ保存していません。`,
      );
    },
    reset: () => {
      setOrder(undefined);
      setSaid('');
    },
  };
}

/** The wished order of those that there are; what is new comes last. */
export const arranged = (order: readonly string[], standing: readonly string[]): readonly string[] => [
  ...order.filter((id) => standing.includes(id)),
  ...standing.filter((id) => !order.includes(id)),
];

interface MoveProps {
  readonly label: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Why nobody may move it. */
  readonly reason: string | undefined;
  readonly onMove: (by: -1 | 1) => void;
}

export function MoveButtons({ label, isFirst, isLast, reason, onMove }: MoveProps) {
  if (reason !== undefined) return null;
  const press = (event: MouseEvent<HTMLButtonElement>, by: -1 | 1, isEnd: boolean) => {
    const button = event.currentTarget;
    if (isEnd) return;
    onMove(by);
    // The browser forgets the focus of what is moved in the page.
    requestAnimationFrame(() => button.focus());
  };
  const look = (isEnd: boolean) =>
    `flex size-11 items-center justify-center rounded-8 border ${isEnd ? 'border-solid-gray-420 text-solid-gray-700' : 'border-key-900 text-key-900 hover:bg-key-50'}`;
  return (
    <span className="inline-flex gap-2">
      <button
        type="button"
        className={look(isFirst)}
        aria-label={`「${label}」を上へ`}
        aria-disabled={isFirst || undefined}
        onClick={(event) => press(event, -1, isFirst)}
      >
        <span aria-hidden="true">↑</span>
      </button>
      <button
        type="button"
        className={look(isLast)}
        aria-label={`「${label}」を下へ`}
        aria-disabled={isLast || undefined}
        onClick={(event) => press(event, 1, isLast)}
      >
        <span aria-hidden="true">↓</span>
      </button>
    </span>
  );
}

interface BarProps {
  readonly order: ReturnType<typeof useOrder>;
  readonly busy: boolean;
  readonly onSave: () => void;
}

/** What has been arranged but not saved. */
export function OrderBar({ order, busy, onSave }: BarProps) {
  return (
    <>
      <p role="status" className="sr-only">
        {order.said}
      </p>
      {order.isMoved && (
        <div className="flex flex-wrap items-center gap-3 rounded-8 border border-key-900 bg-key-50 p-3">
          <p className="grow">並び順を変えました。まだ保存していません。</p>
          <Button kind="primary" busy={busy} onClick={onSave}>
            並び順を保存する
          </Button>
          <Button onClick={order.reset}>元の並びに戻す</Button>
        </div>
      )}
    </>
  );
}
