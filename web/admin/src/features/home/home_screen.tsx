/** ホーム: what goes out today, what needs somebody, and the own drafts. */

import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useWatch } from '../../shared/api/query.ts';
import type { Home } from '../../shared/api/types.ts';
import { isExpired } from '../../shared/format/approval.ts';
import { people } from '../../shared/format/words.ts';
import { useMay } from '../../shared/session/session.ts';
import { EmergencyBanner, Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { DeliveryTable } from '../deliveries/delivery_table.tsx';
import { DraftTable } from '../deliveries/draft_table.tsx';
import { NewDeliveryButton } from '../deliveries/new_delivery.tsx';
import { GuardReviews } from './guard_reviews.tsx';
import { Notable } from './notable.tsx';
import { Reviews } from './reviews.tsx';

export function HomeScreen() {
  const { data, error, refetch } = useWatch('home', undefined, { refetchInterval: 30_000 });
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
      {data && <FewAdministrators count={data.lasting_administrators ?? 2} />}
      {data ? <Overview home={data} /> : !error && <Loading />}
      {data && (mayUsers || mayTrails) && <Notable />}
    </Page>
  );
}

/** The latest; on a phone each is a card. */
const SHOWN_DRAFTS = 5;

function Overview({ home }: { home: Home }) {
  const { today, held, paused, failing, undecided, awaiting_approval, my_drafts, reviews = [] } = home;
  const { guard_reviews, approved } = home;
  const isUndecided = held.length + paused.length + undecided.length > 0;
  return (
    <>
      <Attention held={held} paused={paused} undecided={undecided} />
      <Section title="今日の配信">
        <DeliveryTable
          caption="今日の配信"
          deliveries={today}
          empty={isUndecided ? 'ほかに、今日の配信はありません。' : '今日の配信はありません。'}
        />
      </Section>
      {failing.length > 0 && (
        <Section title="届かなかった人がいる配信（7日間）">
          <p>届かなかった理由と人数は、配信の名前を選ぶと見られます。</p>
          <DeliveryTable caption="届かなかった人がいる配信" deliveries={failing} empty="" />
        </Section>
      )}
      <Requested drafts={awaiting_approval} />
      <Approved drafts={approved} />
      <Reviews reviews={reviews} />
      <GuardReviews reviews={guard_reviews} />
      <Section
        title="わたしの下書き"
        actions={
          my_drafts.length > SHOWN_DRAFTS ? (
            <Link to="/deliveries" search={{ mine: 'true' }} className="link">
              わたしの書きかけをすべて見る
            </Link>
          ) : (
            <Link to="/deliveries" className="link">
              すべての配信を見る
            </Link>
          )
        }
      >
        <DraftTable
          caption="わたしの下書き"
          drafts={my_drafts.slice(0, SHOWN_DRAFTS)}
          empty="下書きはありません。"
        />
      </Section>
    </>
  );
}

/** What waits for a second person, and what waited too long and has to be asked anew. */
function Requested({ drafts }: { drafts: Home['awaiting_approval'] }) {
  const open = drafts.filter((draft) => !isExpired(draft));
  const over = drafts.filter(isExpired);
  return (
    <>
      {open.length > 0 && (
        <Section title="承認を待っている配信">
          <DraftTable caption="承認を待っている配信" drafts={open} empty="" />
        </Section>
      )}
      {over.length > 0 && (
        <Section title="承認の期限が切れた配信">
          <p>だれも承認しないまま期限が過ぎました。送るときは、確認の画面からもう一度依頼してください。</p>
          <DraftTable caption="承認の期限が切れた配信" drafts={over} empty="" />
        </Section>
      )}
    </>
  );
}

/** Nothing goes out by itself: whoever may send is shown what only waits for that. */
function Approved({ drafts }: { drafts: Home['approved'] }) {
  const ready = drafts.filter((draft) => !isExpired(draft));
  if (ready.length === 0) return null;
  return (
    <Section title="承認が済み、配信を待っている下書き">
      <p>まだ配信されていません。下書きの名前を選び、「確認へ進む」から配信します。</p>
      <DraftTable caption="承認が済み、配信を待っている下書き" drafts={ready} empty="" />
    </Section>
  );
}

/** Told before it is too late: whoever is alone and cannot come in any more cannot be let in by anybody. */
function FewAdministrators({ count }: { count: number }) {
  if (count >= 2) return null;
  const title = count === 1 ? '期限のない管理者が1人だけです' : '期限のない管理者がいません';
  return (
    <Notice kind="warning" title={title}>
      <p>
        その人がログインできなくなると、招待も権限の変更も、この画面からは誰にもできなくなります。管理者をもう1人、期限なしで登録してください。
      </p>
      <Link to="/people" className="link">
        利用者・権限を開く
      </Link>
    </Notice>
  );
}

/** What does not go on unless a person decides. */
function Attention({ held, paused, undecided }: Pick<Home, 'held' | 'paused' | 'undecided'>) {
  const parts = [
    {
      title: '保留になった配信',
      deliveries: held,
      what: '送るのを見合わせています。配信の名前を選び、理由を確かめて、もう一度確認して送るか、取りやめるかを決めてください。',
    },
    {
      title: '止まっている配信',
      deliveries: paused,
      what: '残りの人には送っていません。配信の名前を選び、再開するか、中止するかを決めてください。',
    },
    {
      title: '届いたか分からない人がいる配信',
      deliveries: undecided,
      what: '配信の名前を選び、終えるか、もう一度送るかを決めてください。',
    },
  ].filter(({ deliveries }) => deliveries.length > 0);
  if (parts.length === 0) return null;
  return (
    <EmergencyBanner title="確認が必要な配信があります">
      {parts.map(({ title, deliveries, what }) => (
        <Fragment key={title}>
          <h2 className="mt-4 text-std-17B-170">{title}</h2>
          <p>{what}</p>
          <DeliveryTable caption={title} deliveries={deliveries} empty="" />
        </Fragment>
      ))}
    </EmergencyBanner>
  );
}
