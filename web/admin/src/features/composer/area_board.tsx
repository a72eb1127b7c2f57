/** A rich message's areas on its picture: drawn and dragged with a pointer, or moved with the arrow keys. */

import { mediaUrl } from '@kairan/preview';
import { type KeyboardEvent, type PointerEvent, useId, useRef } from 'react';
import { type Area, areaOf, heightOf, inside, keyed, WIDTH } from './areas.ts';
import { valueAt, withValue } from './paths.ts';
import { type Grip, useGrip } from './use_grip.ts';

interface Props {
  readonly label: string;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
}

const MOST = 50;
const fresh = (area: Area) => ({ type: 'uri', linkUri: 'https://', area });

export function AreaBoard({ label, value, onValue }: Props) {
  const id = useId();
  const board = useRef<SVGSVGElement>(null);
  const height = heightOf(value);
  const actions = valueAt(value, 'actions');
  const list: readonly unknown[] = Array.isArray(actions) ? actions : [];
  const base = valueAt(value, 'baseUrl');
  const picture = typeof base === 'string' && base !== '' ? mediaUrl(`${base}/1040`) : null;
  const put = (index: number, area: Area) => onValue(withValue(value, `actions.${index}.area`, area));
  const done = (grip: Grip, area: Area) => {
    if (grip.kind !== 'draw') put(grip.index, area);
    else if (list.length < MOST) onValue(withValue(value, 'actions', [...list, fresh(area)]));
  };
  const { grip, live, take, drag, release, cancel } = useGrip(board, height, done);
  const press = (event: KeyboardEvent, index: number) => {
    const area = keyed(inside(areaOf(list[index]), height), event.key, event.shiftKey, height);
    if (area === undefined) return;
    event.preventDefault();
    put(index, area);
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="font-bold">{label}</p>
      <p id={id} className="text-sm text-solid-gray-700">
        空いている所をドラッグすると、場所が増えます。番号の四角はドラッグで動き、右下の角で大きさが変わります。キーボードでは、四角を選んで矢印キーで動かし、Shiftキーと矢印キーで大きさを変えます。下の「数字で決める」でも直せます。
      </p>
      <svg
        ref={board}
        viewBox={`0 0 ${WIDTH} ${height}`}
        className="area-board w-full touch-none rounded-8 border border-solid-gray-420 bg-solid-gray-50"
        onPointerDown={(event) => take(event, { kind: 'draw' })}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={cancel}
      >
        <title>{label}</title>
        {picture !== null && (
          <image href={picture} width={WIDTH} height={height} preserveAspectRatio="none" />
        )}
        {list.map((action, index) => (
          <OneArea
            // biome-ignore lint/suspicious/noArrayIndexKey: areas have no identity of their own
            key={index}
            name={`場所${index + 1}`}
            hint={id}
            area={(grip && grip.kind !== 'draw' && grip.index === index && live) || areaOf(action)}
            height={height}
            onGrip={(event, kind) => take(event, { kind, index, area: inside(areaOf(action), height) })}
            onKey={(event) => press(event, index)}
          />
        ))}
        {grip?.kind === 'draw' && live && <rect {...live} className="area-fresh" />}
      </svg>
    </div>
  );
}

interface OneProps {
  readonly name: string;
  readonly hint: string;
  readonly area: Area;
  /** Of the picture. */
  readonly height: number;
  readonly onGrip: (event: PointerEvent, kind: 'move' | 'resize') => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function OneArea({ name, hint, area, height: whole, onGrip, onKey }: OneProps) {
  const { x, y, width, height } = area;
  // What reaches beyond the picture keeps its handle on it.
  const seen = inside(area, whole);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a drawing
    <g
      role="button"
      tabIndex={0}
      aria-label={`${name}：左から${x}、上から${y}、幅${width}、高さ${height}`}
      aria-describedby={hint}
      className="area"
      onPointerDown={(event) => onGrip(event, 'move')}
      onKeyDown={onKey}
    >
      <rect {...seen} className="area-face" />
      <text x={seen.x + 24} y={seen.y + 72} className="area-name">
        {name.replace('場所', '')}
      </text>
      <rect
        x={seen.x + seen.width - 48}
        y={seen.y + seen.height - 48}
        width={48}
        height={48}
        className="area-corner"
        onPointerDown={(event) => onGrip(event, 'resize')}
      />
    </g>
  );
}
