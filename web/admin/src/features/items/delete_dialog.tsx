/** Before an item or an option goes: who uses it, how many answered so, and what becomes of their answers. */

import { type ReactNode, useState } from 'react';
import { queries, useChange, useGet } from '../../shared/api/query.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { people } from '../../shared/format/words.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox, Radios } from '../../shared/ui/choice.tsx';
import { MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { type Use, UsedBy } from '../../shared/ui/used_by.tsx';
import { movedOf } from './item_differences.ts';
import { JobProgress } from './job_progress.tsx';
import type { Changed, Item, ItemOption, Items } from './wire.ts';

interface Props {
  readonly data: Items;
  readonly item: Item;
  /** One of its options; the whole item if left out. */
  readonly option?: ItemOption;
  /** For an item that does not rest yet, or an option that cannot go: the button that makes it rest. */
  readonly rest?: ReactNode;
  readonly onClose: () => void;
  /** After the deletion, when the dialog is closed. */
  readonly onDeleted: () => void;
}

type Fate = { readonly kind: '' | 'drop' | 'move'; readonly to: string };

export function DeleteDialog({ data, item, option, rest, onClose, onDeleted }: Props) {
  const path = option ? (`items/${item.id}/options/${option.id}` as const) : (`items/${item.id}` as const);
  const impact = useGet(`${path}/impact`, undefined, { staleTime: 0, gcTime: 0 });
  const [seen] = useState(item);
  const [fate, setFate] = useState<Fate>({ kind: '', to: '' });
  const remove = useChange({ method: 'DELETE', path });
  const label = option?.label ?? item.label;
  if (remove.data)
    return <Deleted label={label} job={remove.data.job} isMoved={fate.kind === 'move'} onClose={onDeleted} />;
  const answers = impact.data?.answers ?? 0;
  const isUsed = (impact.data?.used_by.length ?? 0) > 0;
  const submit = () => {
    if (impact.data === undefined) return;
    const said = answers === 0 ? undefined : fate.kind === 'move' ? { move_to: fate.to } : 'drop';
    remove.mutate(
      { version: impact.data.version, ...(said && { answers: said }) },
      { onError: () => void impact.refetch() },
    );
  };
  return (
    <Dialog
      title={`「${label}」の削除`}
      open
      onClose={onClose}
      footer={
        <>
          {impact.data && !isUsed && (option || item.archived) && (
            <Button kind="danger" busy={remove.isPending} reason={reasonNot(answers, fate)} onClick={submit}>
              {option ? '選択肢を削除する' : '項目を削除する'}
            </Button>
          )}
          {impact.data && (option ? isUsed && !option.archived : !item.archived) && rest}
          <Button onClick={onClose}>{impact.data && isUsed ? '閉じる' : 'やめる'}</Button>
        </>
      }
    >
      <ProblemNotice error={impact.error} onRetry={() => void impact.refetch()} />
      <MovedNotice<Changed> error={remove.error} differences={(now) => movedOf(seen, now, data.items)} />
      {impact.data ? (
        <>
          <Facts impact={impact.data} items={data.items} />
          {!option && !item.archived && !isUsed && (
            <Notice title="削除の前に、まず休止します">
              <p>
                休止すると、フォームに出なくなります。回答は残り、いつでも再開できます。削除は、休止した項目でできます。
              </p>
            </Notice>
          )}
          {(option || item.archived) && !isUsed && answers > 0 && (
            <FateField
              item={item.id}
              answers={answers}
              fate={fate}
              onFate={setFate}
              others={othersOf(item, option)}
            />
          )}
        </>
      ) : (
        !impact.error && <Loading what="使われているところを" />
      )}
    </Dialog>
  );
}

function reasonNot(answers: number, { kind, to }: Fate): string | undefined {
  if (answers === 0) return undefined;
  if (kind === '') return '回答をどうするかを選ぶと、削除できます';
  return kind === 'move' && to === '' ? '移す先を選んでください' : undefined;
}

/** The options that the answers could go to. */
const othersOf = (item: Item, option: ItemOption | undefined): readonly ItemOption[] | undefined =>
  option && item.options.filter(({ id }) => id !== option.id);

function Facts({ impact, items }: { impact: Wire<'ImpactAnswer'>; items: readonly Item[] }) {
  const isUsed = impact.used_by.length > 0;
  return (
    <>
      <p className="text-std-20B-150">{touched(impact)}</p>
      {isUsed ? (
        <Notice kind="warning" title="使われているため、削除できません">
          <p>先に、使っているところを直してください。フォームに出したくないだけなら「休止」で足ります。</p>
          <UsedBy uses={impact.used_by} itemName={(id) => items.find((one) => one.id === id)?.label ?? id} />
        </Notice>
      ) : (
        <p>グループ・配信・ほかの項目では使われていません。</p>
      )}
      {impact.drafts.length > 0 && (
        <Notice title={`下書き${impact.drafts.length}件の対象に入っています`}>
          <p>削除すると、対象を選び直すまで配信できなくなります。</p>
          <UsedBy uses={impact.drafts} />
        </Notice>
      )}
    </>
  );
}

/** 12,345人の回答と3件の予約配信が使っています */
export function touched({ answers, used_by }: Pick<Wire<'ImpactAnswer'>, 'answers' | 'used_by'>): string {
  const uses = (kind: Use['kind'], what: string) => {
    const count = used_by.filter((use) => use.kind === kind).length;
    return count > 0 ? [`${count}件の${what}`] : [];
  };
  const all = [
    ...(answers > 0 ? [`${people(answers)}の回答`] : []),
    ...uses('delivery', '予約配信'),
    ...uses('segment', 'グループ'),
    ...uses('item', '登録項目の表示の条件'),
    ...uses('job', '処理'),
  ];
  return all.length > 0 ? `${all.join('と')}が使っています` : 'まだだれも回答していません';
}

interface FateProps {
  readonly item: string;
  readonly answers: number;
  readonly fate: Fate;
  readonly onFate: (fate: Fate) => void;
  /** Undefined for a whole item, whose answers can only go. */
  readonly others: readonly ItemOption[] | undefined;
}

/** Whom the moved answers join: everything that is sent to them grows. */
function Receiving({ item, option }: { item: string; option: string }) {
  const { data, error, refetch } = useGet(`items/${item}/options/${option}/impact`, undefined, {
    staleTime: 0,
    gcTime: 0,
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what="移す先が使われているところを" />;
  const uses = [...data.used_by, ...data.drafts];
  if (uses.length === 0) return null;
  return (
    <Notice kind="warning" title={`移す先は、${uses.length}か所で使われています。届く人が変わります`}>
      <p>
        予約した配信は、人数が大きく変わると、始まるときに保留になり、だれにも届きません。予約した人に伝えて、確認の画面で人数を見直してもらってください。
      </p>
      <UsedBy uses={uses} />
    </Notice>
  );
}

function FateField({ item, answers, fate, onFate, others }: FateProps) {
  const hint =
    '削除の2分ほどあとに、回答を書き換える処理が動きます。画面を閉じても続きます。元には戻せません。';
  if (others === undefined)
    return (
      <Checkbox
        label={`${people(answers)}の回答も消えることを確かめました`}
        hint={hint}
        checked={fate.kind === 'drop'}
        onChecked={(on) => onFate({ kind: on ? 'drop' : '', to: '' })}
      />
    );
  return (
    <>
      <Radios
        label={`この選択肢を選んだ${people(answers)}の回答`}
        hint={hint}
        required
        value={fate.kind}
        onValue={(kind) => onFate({ ...fate, kind: kind as Fate['kind'] })}
        choices={[
          { value: 'drop', label: '消す', hint: 'この選択肢を選んでいないことになります。' },
          ...(others.length > 0 ? [{ value: 'move', label: '別の選択肢に移す' }] : []),
        ]}
      />
      {fate.kind === 'move' && (
        <Select
          label="移す先"
          value={fate.to}
          onValue={(to) => onFate({ ...fate, to })}
          choices={[
            { value: '', label: '選んでください' },
            ...others.map(({ id, label }) => ({ value: id, label })),
          ]}
        />
      )}
      {fate.kind === 'move' && fate.to !== '' && <Receiving item={item} option={fate.to} />}
    </>
  );
}

function Deleted(props: { label: string; job: string; isMoved: boolean; onClose: () => void }) {
  const close = () => {
    void queries.invalidateQueries({ queryKey: ['items'] });
    void queries.invalidateQueries({ queryKey: ['segments'] });
    props.onClose();
  };
  return (
    <Dialog
      title={`「${props.label}」を削除しました`}
      open
      onClose={close}
      footer={
        <Button kind="primary" onClick={close}>
          閉じる
        </Button>
      }
    >
      <JobProgress id={props.job} what={props.isMoved ? '回答を移す処理' : '回答を消す処理'} />
    </Dialog>
  );
}
