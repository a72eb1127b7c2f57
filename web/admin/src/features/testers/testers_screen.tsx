/** テスター: who gets test deliveries, and the groups they are chosen by. */

import { useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import type { Tester, TesterGroup } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { day } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { BinLink, JustDeleted } from '../bin/just_deleted.tsx';
import { CodeDialog } from './code_dialog.tsx';
import { GroupDialog } from './group_dialog.tsx';
import { PickDialog } from './pick_dialog.tsx';
import { TesterDialog } from './tester_dialog.tsx';
import { BLOCKED } from './words.ts';

export function TestersScreen() {
  const testers = useGet('testers');
  const groups = useGet('tester-groups');
  const [adding, setAdding] = useState<'code' | 'pick'>();
  const reason = useReasonNot('testers');
  const error = testers.error ?? groups.error;
  const close = () => setAdding(undefined);
  return (
    <Page
      title="テスター"
      lead="テスト配信は、ここに登録した人にだけ届きます。"
      actions={
        <>
          <Button kind="primary" reason={reason} onClick={() => setAdding('code')}>
            コードで登録する
          </Button>
          <Button reason={reason} onClick={() => setAdding('pick')}>
            友だちから選ぶ
          </Button>
        </>
      }
    >
      <JustDeleted kind="tester_group" />
      {error && (
        <ProblemNotice
          error={error}
          onRetry={() => void Promise.all([testers.refetch(), groups.refetch()])}
        />
      )}
      {testers.data && groups.data ? (
        <>
          <Testers testers={testers.data.testers} groups={groups.data.groups} reason={reason} />
          <Groups groups={groups.data.groups} testers={testers.data.testers} reason={reason} />
        </>
      ) : (
        !error && <Loading />
      )}
      {adding === 'code' && <CodeDialog onClose={close} />}
      {adding === 'pick' && <PickDialog onClose={close} />}
    </Page>
  );
}

interface PartProps {
  readonly testers: readonly Tester[];
  readonly groups: readonly TesterGroup[];
  readonly reason: string | undefined;
}

function Testers({ testers, groups, reason }: PartProps) {
  const nameOf = useDepartmentName();
  const [chosen, setChosen] = useState<Tester>();
  const groupNames = (ids: readonly string[]) =>
    ids.map((id) => groups.find((group) => group.id === id)?.name ?? '').filter(Boolean);
  return (
    <Section title="登録した人">
      <Table
        caption="登録した人"
        columns={[
          {
            title: '名前',
            head: true,
            cell: ({ name, blocked }) => (
              <>
                <strong>{name}</strong>
                {blocked && <span className="block text-sm">{BLOCKED}</span>}
              </>
            ),
          },
          { title: '部署', cell: ({ department }) => nameOf(department) || '―' },
          { title: 'LINEのユーザー', cell: ({ user }) => user },
          { title: 'グループ', cell: ({ groups: ids }) => groupNames(ids).join('、') || '―' },
          { title: '登録日', cell: ({ added_at }) => day(added_at) },
          {
            title: '',
            cell: (tester) => (
              <Button size="sm" reason={reason} onClick={() => setChosen(tester)}>
                変更・削除<span className="sr-only">（{tester.name}）</span>
              </Button>
            ),
          },
        ]}
        rows={testers}
        rowKey={({ id }) => id}
        empty="まだだれも登録していません。「コードで登録する」から始めます。"
      />
      {chosen && <TesterDialog tester={chosen} onClose={() => setChosen(undefined)} />}
    </Section>
  );
}

function Groups({ groups, testers, reason }: PartProps) {
  const nameOf = useDepartmentName();
  const [chosen, setChosen] = useState<TesterGroup | 'new'>();
  return (
    <Section
      title="グループ"
      actions={
        <Button reason={reason} onClick={() => setChosen('new')}>
          グループを作る
        </Button>
      }
    >
      <Table
        caption="テスターのグループ"
        columns={[
          { title: 'グループ', head: true, cell: ({ name }) => <strong>{name}</strong> },
          { title: '部署', cell: ({ department }) => nameOf(department) || '―' },
          {
            title: '入っている人',
            cell: ({ testers: ids }) =>
              testers
                .filter(({ id }) => ids.includes(id))
                .map(({ name }) => name)
                .join('、') || '―',
          },
          {
            title: '',
            cell: (group) => (
              <Button size="sm" reason={reason} onClick={() => setChosen(group)}>
                変更・削除<span className="sr-only">（{group.name}）</span>
              </Button>
            ),
          },
        ]}
        rows={groups}
        rowKey={({ id }) => id}
        empty="グループはまだありません。よく使う組み合わせを作っておくと、テスト配信のときに1回で選べます。"
      />
      {reason === undefined && <BinLink />}
      {chosen && (
        <GroupDialog
          group={chosen === 'new' ? undefined : chosen}
          testers={testers}
          onClose={() => setChosen(undefined)}
        />
      )}
    </Section>
  );
}
