/** Who is to get it: a saved group, conditions, or — deliberately — everyone. Nothing chosen is never everyone. */

import { useRef, useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { moment } from '../../shared/format/jst.ts';
import { people } from '../../shared/format/words.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Radios } from '../../shared/ui/choice.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { conditionOf, countable } from '../segments/wire.ts';
import {
  type Condition,
  firstOpen,
  freshLine,
  type Item,
  isComplete,
  isKnown,
  type Target,
} from './condition.ts';
import { ConditionEditor } from './condition_editor.tsx';
import { CountInSight, CountPanel, useCount, useCounts } from './count_panel.tsx';
import { beforeEveryone, useGuards } from './guards.ts';
import { RecipientsPanel } from './recipients_panel.tsx';
import { joined, parted, type Unregistered } from './unregistered.ts';

interface Props {
  /** The target's JSON, or null while nothing is chosen. */
  readonly value: unknown;
  readonly onChange: (target: Target | null) => void;
  readonly error?: string | undefined;
  /** Saved groups are made of conditions only. */
  readonly onlyConditions?: boolean;
}

export function AudienceEditor(props: Props) {
  const target = (props.value ?? null) as Target | null;
  return target?.kind === 'recipients_of' ? <RecipientsPanel target={target} /> : <Chosen {...props} />;
}

function Chosen({ value, onChange, error, onlyConditions = false }: Props) {
  const items = useGet('items');
  const saved = useGet('segments', undefined, { enabled: !onlyConditions });
  const target = (value ?? null) as Target | null;
  if (items.error) return <ProblemNotice error={items.error} onRetry={() => void items.refetch()} />;
  // All at once: groups that come later would push the conditions down.
  if (items.data === undefined || (!onlyConditions && saved.isPending)) return <Loading what="登録項目を" />;
  const known = items.data.items;
  const begin = (): Target => ({
    kind: 'segment',
    condition: { all: [freshLine(known)] },
  });
  const groups = saved.data?.segments ?? [];
  const condition = target?.kind === 'segment' ? target.condition : undefined;
  const isWhole = condition !== undefined && isComplete(condition);
  return (
    <div className="flex flex-col gap-5">
      <CountInSight target={target?.kind === 'segment' && !isWhole ? null : target} />
      {!onlyConditions && <Who target={target} begin={begin} onChange={onChange} error={error} />}
      {condition !== undefined && groups.length > 0 && (
        <SavedGroups
          groups={groups}
          condition={condition}
          onCondition={(next) => onChange(next ? { kind: 'segment', condition: next } : begin())}
        />
      )}
      {condition !== undefined &&
        (isKnown(condition) ? (
          <Conditions
            condition={condition}
            items={items.data.items}
            onCondition={(next) => onChange({ kind: 'segment', condition: next })}
          />
        ) : (
          <Notice title="この条件は、この画面では編集できません">
            このまま使うか、条件を選び直してください。
          </Notice>
        ))}
      {target?.kind === 'everyone' && (
        <Notice kind="warning" title="全員に届きます">
          関係のない人にも届く通知は、ブロックされる原因になります。条件で選べないか、もう一度確かめてください。
        </Notice>
      )}
      {target !== null && (condition === undefined || isComplete(condition)) ? (
        <CountPanel target={target} />
      ) : (
        condition !== undefined && (
          <p>条件{firstOpen(parted(condition).inner)}の中身を選ぶと、人数が出ます。</p>
        )
      )}
    </div>
  );
}

interface WhoProps extends Pick<Props, 'onChange' | 'error'> {
  readonly target: Target | null;
  readonly begin: () => Target;
}

/** One touch makes a few people everybody: whoever touches it is asked first. */
function Who({ target, begin, onChange, error }: WhoProps) {
  const guards = useGuards();
  const left = useRef<Target>(undefined);
  const [isAsked, ask] = useState(false);
  const everyone = () => {
    left.current = target?.kind === 'segment' ? target : undefined;
    ask(false);
    onChange({ kind: 'everyone' });
  };
  const choose = (kind: string) => {
    if (kind === 'everyone') ask(true);
    else onChange(left.current ?? begin());
  };
  return (
    <>
      {isAsked && (
        <AskEveryone
          hadCondition={target?.kind === 'segment' && isComplete(target.condition)}
          onYes={everyone}
          onNo={() => ask(false)}
        />
      )}
      <Radios
        label="だれに届けますか"
        required
        error={error}
        value={target?.kind ?? ''}
        onValue={choose}
        choices={[
          { value: 'segment', label: '条件に当てはまる人', hint: '登録フォームの回答から選びます' },
          {
            value: 'everyone',
            label: '全員',
            hint: `登録フォームに回答していない人も含む、すべての友だちに届きます。${beforeEveryone(guards)}`,
          },
        ]}
      />
    </>
  );
}

interface AskProps {
  readonly hadCondition: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function AskEveryone({ hadCondition, onYes, onNo }: AskProps) {
  const { data } = useCount({ kind: 'everyone' });
  return (
    <Dialog
      title={hadCondition ? '対象を全員に変えますか' : '全員を対象にしますか'}
      open
      onClose={onNo}
      footer={
        <>
          <Button kind="danger" onClick={onYes}>
            {hadCondition ? '全員に変える' : '全員を対象にする'}
          </Button>
          <Button onClick={onNo}>{hadCondition ? 'いまの条件のままにする' : 'やめる'}</Button>
        </>
      }
    >
      <p>
        {hadCondition && 'いまの条件は使われなくなり、'}
        登録フォームに回答していない人も含む、すべての友だち
        {data && `（${people(data.count)}）`}
        に届きます。{hadCondition && '変えたあとでも「元に戻す」で条件に戻せます。'}
      </p>
    </Dialog>
  );
}

interface SavedGroupsProps {
  readonly groups: readonly Wire<'SegmentAnswer'>[];
  readonly condition: Condition;
  /** `null`: none of them. */
  readonly onCondition: (condition: Condition | null) => void;
}

const lastUse = ({ last_used }: Wire<'SegmentAnswer'>): string =>
  last_used
    ? `前回は${moment(last_used.at)}に「${last_used.title || '無題の配信'}」を送りました。`
    : 'まだ使っていません。';

/** Each with how many it reaches now; what it asks and when it was used last stand below, where there is room. */
function SavedGroups({ groups, condition, onCondition }: SavedGroupsProps) {
  const counts = useCounts(groups.map(countable));
  const same = groups.find((group) => JSON.stringify(group.condition) === JSON.stringify(condition));
  const words = (group: Wire<'SegmentAnswer'>, count: number | undefined) => {
    if (group.broken) return `${group.name}（いまは使えません）`;
    return count === undefined ? group.name : `${group.name}（${people(count)}）`;
  };
  return (
    <Select
      label="保存したグループから選ぶ"
      choices={[
        { value: '', label: '選ばない（条件を自分で決める）' },
        ...groups.map((group, index) => ({ value: group.id, label: words(group, counts[index]) })),
      ]}
      hint={same && `${same.description}　${lastUse(same)}`}
      value={same?.id ?? ''}
      onValue={(id) => {
        const group = groups.find((one) => one.id === id);
        onCondition(group ? conditionOf(group) : null);
      }}
    />
  );
}

interface ConditionsProps {
  readonly condition: Condition;
  readonly onCondition: (condition: Condition) => void;
  readonly items: readonly Item[];
}

const OTHERS: Target = { kind: 'segment', condition: { not: { system: 'registered' } } };

/** The conditions, and beside them what becomes of those who answered nothing. */
function Conditions({ condition, onCondition, items }: ConditionsProps) {
  const { inner, unregistered } = parted(condition);
  const others = useCount(OTHERS);
  const many = others.data && people(others.data.count);
  return (
    <>
      <ConditionEditor
        condition={inner}
        items={items}
        onCondition={(next) => onCondition(joined(next, unregistered))}
      />
      <Select
        label="登録していない友だち"
        hint="友だち追加だけをして、登録フォームに答えていない人です。"
        choices={[
          { value: 'as_is', label: '上の条件のとおり' },
          {
            value: 'with',
            label: many
              ? `含む（条件に関わらず、回答していない${many}にも届く）`
              : '含む（条件に関わらず届く）',
          },
          { value: 'without', label: '含まない' },
        ]}
        value={unregistered}
        onValue={(next) => onCondition(joined(inner, next as Unregistered))}
      />
    </>
  );
}
