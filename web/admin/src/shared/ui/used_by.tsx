/** What would break if something went: groups, deliveries, items, jobs. */

import { Link } from '@tanstack/react-router';
import type { DeliveryStatus } from '../api/types.ts';
import type { Wire } from '../api/wire.ts';
import { DELIVERY_STATUS_NAMES } from '../format/names.ts';

export type Use = Wire<'UseAnswer'>;

const NAMES: Record<Use['kind'], string> = {
  segment: 'グループ',
  delivery: '配信',
  draft: '下書き',
  item: '登録項目の表示の条件',
  job: '処理',
};

interface Props {
  readonly uses: readonly Use[];
  /** What an item is called; the wire names it by its id. */
  readonly itemName?: (id: string) => string;
}

export function UsedBy({ uses, itemName }: Props) {
  return (
    <ul className="list-disc pl-6">
      {uses.map((use) => (
        <li key={`${use.kind} ${use.id}`}>
          {NAMES[use.kind]}：<Name use={use} name={use.kind === 'item' ? itemName?.(use.id) : undefined} />
          {use.kind === 'delivery' &&
            use.status &&
            `（${DELIVERY_STATUS_NAMES[use.status as DeliveryStatus]}）`}
        </li>
      ))}
    </ul>
  );
}

function Name({ use, name = use.name || '無題' }: { use: Use; name: string | undefined }) {
  switch (use.kind) {
    case 'segment':
      return (
        <Link to="/segments/$id" params={{ id: use.id }} className="link">
          {name}
        </Link>
      );
    case 'delivery':
      return (
        <Link to="/deliveries/$id" params={{ id: use.id }} className="link">
          {name}
        </Link>
      );
    case 'draft':
      return (
        <Link to="/drafts/$id" params={{ id: use.id }} className="link">
          {name}
        </Link>
      );
    case 'item':
      return (
        <Link to="/items/$id" params={{ id: use.id }} className="link">
          {name}
        </Link>
      );
    default:
      return name;
  }
}
