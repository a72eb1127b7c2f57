/** What a pointer has hold of on the board of areas; the message changes when it lets go, so that one drag is one undo. */

import { type PointerEvent, type RefObject, useState } from 'react';
import { type Area, drawn, moved, type Point, resized, WIDTH } from './areas.ts';

export type Grip =
  | { readonly kind: 'draw' }
  | { readonly kind: 'move' | 'resize'; readonly index: number; readonly area: Area };

type Held = Grip & { readonly from: Point };

export interface Board {
  /** What is being dragged, and as what it is to be shown meanwhile. */
  readonly grip: Grip | undefined;
  readonly live: Area | undefined;
  readonly take: (event: PointerEvent, grip: Grip) => void;
  readonly drag: (event: PointerEvent) => void;
  readonly release: (event: PointerEvent) => void;
  readonly cancel: () => void;
}

export function useGrip(
  board: RefObject<SVGSVGElement | null>,
  height: number,
  onDone: (grip: Grip, area: Area) => void,
): Board {
  const [grip, setGrip] = useState<Held>();
  const [live, setLive] = useState<Area>();
  const pointOf = (event: PointerEvent): Point => {
    const box = board.current?.getBoundingClientRect();
    const scale = box === undefined || box.width === 0 ? 1 : WIDTH / box.width;
    return { x: (event.clientX - (box?.left ?? 0)) * scale, y: (event.clientY - (box?.top ?? 0)) * scale };
  };
  const become = (event: PointerEvent): Area | undefined => {
    if (grip === undefined) return undefined;
    const at = pointOf(event);
    if (grip.kind === 'draw') return drawn(grip.from, at, height);
    const by = { x: at.x - grip.from.x, y: at.y - grip.from.y };
    return grip.kind === 'move' ? moved(grip.area, by, height) : resized(grip.area, by, height);
  };
  const cancel = () => {
    setGrip(undefined);
    setLive(undefined);
  };
  return {
    grip,
    live,
    take: (event, next) => {
      event.stopPropagation();
      board.current?.setPointerCapture(event.pointerId);
      setGrip({ ...next, from: pointOf(event) });
    },
    drag: (event) => grip !== undefined && setLive(become(event)),
    release: (event) => {
      const area = become(event);
      if (grip !== undefined && area !== undefined) onDone(grip, area);
      cancel();
    },
    cancel,
  };
}
