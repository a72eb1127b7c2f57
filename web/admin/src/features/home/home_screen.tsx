/** ホーム: what goes out today, what needs somebody, and the own drafts. */

import { Link } from '@tanstack/react-router';
import { useWatch } from '../../shared/api/query.ts';
import type { DeliverySummary, Home } from '../../shared/api/types.ts';
import { people } from '../../shared/format/words.ts';
import { useMay } from '../../shared/session/session.ts';
import { EmergencyBanner } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { DeliveryTable } from '../deliveries/delivery_table.tsx';
import { DraftTable } from '../deliveries/draft_table.tsx';
import { NewDeliveryButton } from '../deliveries/new_delivery.tsx';
import { Notable } from './notable.tsx';
import { Reviews } from './reviews.tsx';

export function HomeScreen() {
  const { data, error, refetch } = useWatch<Home>('home', undefined, { refetchInterval: 30_000 });
  const mayWrite = useMay('deliveries_write');
  const mayUsers = useMay('users');
  const mayTrails = useMay('trails');
  return (
    <Page
      title="ホーム"
      lead={data && `配信できる友だち：${people(data.friends)}`}
      actions={mayWrite && <NewDeliveryButton />}
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? <Overview home={data} /> : !error && <Loading />}
      {data && (mayUsers || mayTrails) && <Notable />}
    </Page>
  );
}

function Overview({ home }: { home: Home }) {
  const { today, running, held, failing, undecided, awaiting_approval, my_drafts, reviews = [] } = home;
  return (
    <>
      <Attention held={held} failing={failing} undecided={undecided} />
      {running.length > 0 && (
        <Section title="配信中">
          <DeliveryTable caption="配信中" deliveries={running} empty="" />
        </Section>
      )}
      <Section title="今日の配信">
        <DeliveryTable caption="今日の配信" deliveries={today} empty="今日の配信はありません。" />
      </Section>
      {awaiting_approval.length > 0 && (
        <Section title="承認を待っている配信">
          <DraftTable caption="承認を待っている配信" drafts={awaiting_approval} empty="" />
        </Section>
      )}
      {reviews.length > 0 && <Reviews reviews={reviews} />}
      <Section
        title="わたしの下書き"
        actions={
          <Link to="/deliveries" className="link">
            すべての配信を見る
          </Link>
        }
      >
        <DraftTable caption="わたしの下書き" drafts={my_drafts} empty="下書きはありません。" />
      </Section>
    </>
  );
}

/** What went wrong and waits for a person. */
function Attention({
  held,
  failing,
  undecided,
}: {
  held: readonly DeliverySummary[];
  failing: readonly DeliverySummary[];
  undecided: readonly DeliverySummary[];
}) {
  if (held.length + failing.length + undecided.length === 0) return null;
  return (
    <EmergencyBanner title="確認が必要な配信があります">
      {held.length > 0 && <DeliveryTable caption="止まっている配信" deliveries={held} empty="" />}
      {failing.length > 0 && (
        <DeliveryTable caption="届かなかった人がいる配信" deliveries={failing} empty="" />
      )}
      {undecided.length > 0 && (
        <>
          <p>
            届いたか分からない人がいる配信です。配信の名前を選び、終えるか、もう一度送るかを決めてください。
          </p>
          <DeliveryTable caption="届いたか分からない人がいる配信" deliveries={undecided} empty="" />
        </>
      )}
    </EmergencyBanner>
  );
}
