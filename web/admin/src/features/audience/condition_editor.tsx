/** A group of conditions, each a line; groups may stand in groups. Everything by buttons, boxes and lists. */

import { useId } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { type Condition, choosable, conditionOf, groupOf, type Item } from './condition.ts';

interface Props {
  readonly condition: Condition;
  readonly onCondition: (condition: Condition) => void;
  readonly items: readonly Item[];
  readonly depth?: number;
}

const DEEPEST = 3;
const REGISTERED = 'system registered';
const TESTER = 'system tester';

export function ConditionEditor({ condition, onCondition, items, depth = 0 }: Props) {
  const group = groupOf(condition);
  const known = choosable(items);
  const set = (parts: readonly Condition[]) => onCondition(conditionOf({ ...group, parts }));
  const fresh: Condition = { item: known[0]?.id ?? '', any_of: [] };
  return (
    <div className="flex flex-col gap-3">
      {group.parts.length > 1 && (
        <Select
          label="組み合わせ方"
          choices={[
            { value: 'all', label: 'すべてに当てはまる人' },
            { value: 'any', label: 'どれかに当てはまる人' },
          ]}
          value={group.mode}
          onValue={(mode) =>
            onCondition(conditionOf({ mode: mode === 'any' ? 'any' : 'all', parts: group.parts }))
          }
        />
      )}
      {group.parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity of their own
        <div key={index} className="flex flex-col gap-2 rounded-8 border border-solid-gray-420 bg-white p-4">
          {'all' in part || 'any' in part ? (
            <ConditionEditor
              condition={part}
              onCondition={(next) => set(group.parts.with(index, next))}
              items={items}
              depth={depth + 1}
            />
          ) : (
            <Line
              number={index + 1}
              part={part}
              items={known}
              onPart={(next) => set(group.parts.with(index, next))}
            />
          )}
          {group.parts.length > 1 && (
            <Button
              size="sm"
              kind="text"
              className="self-start"
              onClick={() => set(group.parts.toSpliced(index, 1))}
            >
              条件{index + 1}を消す
            </Button>
          )}
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => set([...group.parts, fresh])}>
          条件を足す
        </Button>
        {depth < DEEPEST && (
          <Button size="sm" onClick={() => set([...group.parts, { any: [fresh] }])}>
            条件のまとまりを足す
          </Button>
        )}
      </div>
    </div>
  );
}

function Line({
  number,
  part,
  items,
  onPart,
}: {
  number: number;
  part: Condition;
  items: readonly Item[];
  onPart: (part: Condition) => void;
}) {
  const id = useId();
  const negated = 'not' in part;
  const inner = negated ? part.not : part;
  const wrap = (next: Condition) => onPart(negated ? { not: next } : next);
  const subject = 'system' in inner ? `system ${inner.system}` : 'item' in inner ? inner.item : '';
  const item = items.find((one) => one.id === subject);
  const chosen = 'any_of' in inner ? inner.any_of : [];
  const turn = (subject: string) => {
    if (subject === REGISTERED) return wrap({ system: 'registered' });
    if (subject === TESTER) return wrap({ system: 'tester' });
    return wrap({ item: subject, any_of: [] });
  };
  const choices = [
    ...items.map((one) => ({ value: one.id, label: one.label })),
    { value: REGISTERED, label: '登録フォームに回答した' },
    { value: TESTER, label: 'テスターである' },
  ];
  const toggle = (option: string, on: boolean) =>
    wrap({ item: subject, any_of: on ? [...chosen, option] : chosen.filter((one) => one !== option) });
  return (
    <>
      <Select label={`条件${number}`} choices={choices} value={subject} onValue={turn} />
      {item && (
        <fieldset>
          <legend id={id} className="sr-only">
            {item.label}のうち
          </legend>
          <div className="flex flex-wrap gap-x-6">
            {item.options
              .filter((option) => !option.archived || chosen.includes(option.id))
              .map((option) => (
                <Checkbox
                  key={option.id}
                  label={option.label}
                  checked={chosen.includes(option.id)}
                  onChecked={(on) => toggle(option.id, on)}
                />
              ))}
          </div>
        </fieldset>
      )}
      <Checkbox
        label="当てはまらない人にする（未回答の人は含みません）"
        checked={negated}
        onChecked={(on) => onPart(on ? { not: inner } : inner)}
      />
    </>
  );
}
