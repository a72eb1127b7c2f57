/** Putting things into another order: by buttons, so that the keyboard is enough, or by dragging; saved as a whole. */

import { type MouseEvent, type PointerEvent, useState } from 'react';
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
  const put = (id: string, to: number) => {
    const next = ids.filter((other) => other !== id).toSpliced(to, 0, id);
    if (order === undefined) setBegun(standing);
    setOrder(next);
    setSaid(
      `「${rows.find((row) => row.id === id)?.label}」を${to + 1}番目に移しました。まだ保存していません。`,
    );
  };
  return {
    shown,
    ids,
    said,
    /** The order that was seen when the arranging began. */
    begun,
    isMoved: order !== undefined && ids.join() !== standing.join(),
    move: (id: string, by: -1 | 1) => put(id, ids.indexOf(id) + by),
    put,
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
  /** Dragged to this place, counted from 0; leave out where the rows are no table's. */
  readonly onPut?: (to: number) => void;
}

/**
 * Follows the pointer and shows where the row would stand: behind all those whose middle is above the pointer. It moves
 * when it is let go, so that nothing on the page jumps meanwhile.
 */
function drag(event: PointerEvent<HTMLElement>, onPut: (to: number) => void): void {
  const row = event.currentTarget.closest('tr');
  const body = row?.closest('tbody');
  if (!row || !body || event.button !== 0) return;
  event.preventDefault();
  const others = [...body.rows].filter((other) => other !== row);
  const begun = [...body.rows].indexOf(row);
  let to = begun;
  const mark = (isOn: boolean) => {
    for (const { dataset } of body.rows) delete dataset.drop;
    if (!isOn || to === begun) return;
    const before = others[to];
    if (before) before.dataset.drop = 'before';
    else if (others.length > 0) (others.at(-1) as HTMLElement).dataset.drop = 'after';
  };
  const move = ({ clientY }: globalThis.PointerEvent) => {
    const middle = (other: Element) => {
      const { top, height } = other.getBoundingClientRect();
      return top + height / 2;
    };
    to = others.filter((other) => middle(other) < clientY).length;
    mark(true);
  };
  const end = ({ type }: globalThis.PointerEvent) => {
    mark(false);
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
    window.removeEventListener('pointercancel', end);
    if (type === 'pointerup' && to !== begun) onPut(to);
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
  window.addEventListener('pointercancel', end);
}

export function MoveButtons({ label, isFirst, isLast, reason, onMove, onPut }: MoveProps) {
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
      {onPut && (
        <span
          aria-hidden="true"
          data-drag={label}
          title="つかんで動かす"
          className="flex size-11 cursor-grab touch-none select-none items-center justify-center text-solid-gray-700 active:cursor-grabbing"
          onPointerDown={(event) => drag(event, onPut)}
        >
          ⠿
        </span>
      )}
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
          <Button kind="primary" saves busy={busy} onClick={onSave}>
            並び順を保存する
          </Button>
          <Button onClick={order.reset}>元の並びに戻す</Button>
        </div>
      )}
    </>
  );
}
