/** On every screen: what goes out within minutes and can still be taken back, and what is going out now. */

import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useWatch } from '../shared/api/query.ts';
import type { DeliverySummary } from '../shared/api/types.ts';
import { countdown, number } from '../shared/format/words.ts';
import { Notice } from '../shared/ui/notice.tsx';

/** The longest undo window there can be. */
const SOON_MS = 10 * 60 * 1000;

interface Listed {
  readonly deliveries: readonly DeliverySummary[];
}

const isSoon = ({ status, at }: DeliverySummary, now: number): boolean =>
  status === 'scheduled' && !!at && Date.parse(at) - now < SOON_MS && Date.parse(at) > now;

export function Soon() {
  const every = { refetchInterval: 20_000, staleTime: 15_000 };
  const upcoming = useWatch<Listed>('deliveries', { view: 'upcoming', limit: 20 }, every);
  const running = useWatch<Listed>('deliveries', { view: 'running', limit: 20 }, every);
  const { pathname } = useLocation();
  const [now, setNow] = useState(() => Date.now());
  const soon =
    upcoming.data?.deliveries.filter(
      (delivery) => isSoon(delivery, now) && !pathname.endsWith(delivery.id),
    ) ?? [];
  const under = running.data?.deliveries.filter(({ id }) => !pathname.endsWith(id)) ?? [];
  const isCounting = soon.length > 0;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), isCounting ? 1000 : 15_000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return (
    <>
      {soon.map((delivery) => (
        <Notice
          key={delivery.id}
          kind="warning"
          title={`「${delivery.title || '無題'}」を、あと${countdown((Date.parse(delivery.at ?? '') - now) / 1000)}で配信します`}
        >
          <Link to="/deliveries/$id" params={{ id: delivery.id }} className="link">
            内容を見る・取り消す
          </Link>
        </Notice>
      ))}
      {under.map(({ id, title, counts }) => (
        <Notice
          key={id}
          title={`「${title || '無題'}」を配信中：${number(counts.accepted)}／${number(counts.planned)}人`}
        >
          <Link to="/deliveries/$id" params={{ id }} className="link">
            進み具合を見る
          </Link>
        </Notice>
      ))}
    </>
  );
}
