/** One group: its name, department and condition, what uses it, and its end. */

import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { UsedBy } from '../../shared/ui/used_by.tsx';
import { DeleteSegment } from './delete_segment.tsx';
import { SegmentForm } from './segment_form.tsx';
import type { Segment } from './wire.ts';

export function SegmentScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const isNew = id === 'new';
  const { data, error, refetch } = useGet(`segments/${id}`, undefined, { enabled: !isNew });
  const title = isNew ? 'グループを作る' : (data?.name ?? 'グループ');
  return (
    <Page key={id} title={title}>
      <p>
        <Link to="/segments" className="link">
          グループの一覧へ戻る
        </Link>
      </p>
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {isNew && <Begin />}
      {!isNew && data && (
        <>
          {data.broken && (
            <Notice kind="error" title="この条件は、いまは使えません">
              {data.broken}
            </Notice>
          )}
          <SegmentForm key={data.id} segment={data} />
          <Uses segment={data} />
        </>
      )}
      {!isNew && data === undefined && !error && <Loading />}
    </Page>
  );
}

/** A new group begins with one line to fill in, so the items have to be known first. */
function Begin() {
  const { data, error, refetch } = useGet('items');
  if (data === undefined)
    return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <SegmentForm segment={undefined} />;
}

function Uses({ segment }: { segment: Segment }) {
  const [isDeleting, setDeleting] = useState(false);
  const reason = useReasonNot('groups');
  const navigate = useNavigate();
  return (
    <Section title="使われているところと削除">
      {segment.used_by.length === 0 ? (
        <p>まだ送っていない配信では使われていません。</p>
      ) : (
        <UsedBy uses={segment.used_by} />
      )}
      <p className="text-solid-gray-700">
        配信は、作ったときの条件の写しを持っています。グループを変えても削除しても、配信の対象は変わりません。
      </p>
      <div>
        <Button kind="danger" reason={reason} onClick={() => setDeleting(true)}>
          グループを削除する
        </Button>
      </div>
      {isDeleting && (
        <DeleteSegment
          id={segment.id}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: '/segments', ignoreBlocker: true })}
        />
      )}
    </Section>
  );
}
