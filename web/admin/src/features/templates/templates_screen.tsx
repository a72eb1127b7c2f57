/** ひな形: what a new draft can begin with. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { short } from '../../shared/format/jst.ts';
import { useMay } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { BinLink, JustDeleted, threwAway } from '../bin/just_deleted.tsx';
import { NewDraftButton } from '../deliveries/new_draft.tsx';
import { RenameTemplate } from './rename_template.tsx';
import { contentWords, type Template, wordsOf } from './wire.ts';

type Asked = { readonly what: 'rename' | 'delete'; readonly template: Template } | undefined;

export function TemplatesScreen() {
  const { data, error, refetch } = useGet('templates');
  const nameOf = useDepartmentName();
  const mayWrite = useMay('deliveries_write');
  const [asked, ask] = useState<Asked>();
  const close = () => ask(undefined);
  return (
    <Page
      title="ひな形"
      lead="毎月のお知らせなど、よく使うメッセージです。ここから配信を作ると、吹き出しが入った下書きができます。対象と日時は、そのつど決めます。"
    >
      <JustDeleted kind="template" />
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {data ? (
        <Table
          caption="ひな形"
          columns={columns(nameOf, mayWrite, ask)}
          rows={data.templates}
          rowKey={({ id }) => id}
          empty="ひな形はまだありません。配信を作る画面の「ひな形として残す」で作れます。"
        />
      ) : (
        !error && <Loading what="ひな形を" />
      )}
      {mayWrite && <BinLink />}
      {asked?.what === 'rename' && <RenameTemplate template={asked.template} onClose={close} />}
      {asked?.what === 'delete' && <DeleteTemplate template={asked.template} onClose={close} />}
    </Page>
  );
}

const columns = (
  nameOf: (id: string | null) => string,
  mayWrite: boolean,
  ask: (asked: Asked) => void,
): readonly Column<Template>[] => [
  { title: 'ひな形', head: true, cell: ({ name }) => name },
  {
    title: '内容',
    cell: ({ beginning, bubbles }) => contentWords(beginning, bubbles),
  },
  { title: '担当', cell: ({ department }) => nameOf(department) || '全部署で使う' },
  { title: '更新', cell: ({ updated_at, updated_by }) => `${short(updated_at)} ${updated_by.name}` },
  ...(mayWrite
    ? [
        {
          title: '操作',
          cell: (template: Template) => (
            <div className="flex flex-wrap gap-2">
              <NewDraftButton
                label="使って作成"
                name={`「${template.name}」を使って作成`}
                size="sm"
                begin={{ copy_of: { template: template.id } }}
                department={template.department}
              />
              <Button
                size="sm"
                aria-label={`「${template.name}」の名前・担当を変える`}
                onClick={() => ask({ what: 'rename', template })}
              >
                名前・担当
              </Button>
              <Button
                size="sm"
                kind="text"
                aria-label={`「${template.name}」を削除`}
                onClick={() => ask({ what: 'delete', template })}
              >
                削除
              </Button>
            </div>
          ),
        },
      ]
    : []),
];

function DeleteTemplate({ template, onClose }: { template: Template; onClose: () => void }) {
  const { id, version, name } = template;
  const nameOf = useDepartmentName();
  const touches = ['templates', 'bin'];
  const drop = useChange({
    method: 'DELETE',
    path: `templates/${id}`,
    touches,
    done: (_, sent) => {
      threwAway({ kind: 'template', id, title: name, version: sent.version ?? version });
      onClose();
    },
  });
  return (
    <Dialog
      title={`「${name}」の削除`}
      open
      onClose={onClose}
      footer={
        <>
          {!isStale(drop.error) && (
            <Button kind="danger" busy={drop.isPending} onClick={() => drop.mutate({ version })}>
              ひな形を削除する
            </Button>
          )}
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <MovedNotice<Template>
        error={drop.error}
        differences={(current) => beside(wordsOf(template, nameOf), wordsOf(current, nameOf))}
        again={{ label: '削除する', run: (current) => drop.mutate({ version: current.version }) }}
      />
      <p>このひな形から作った下書きや配信は、そのまま残ります。</p>
      <p>30日以内なら、ごみ箱から元に戻せます。</p>
    </Dialog>
  );
}
