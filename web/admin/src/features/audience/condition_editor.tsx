/** A group of conditions, each a line; groups may stand in groups. Everything by buttons, boxes and lists. */

import { Button } from '../../shared/ui/button.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { type Condition, conditionOf, freshLine, groupOf, type Item } from './condition.ts';
import { ConditionLine } from './condition_line.tsx';

interface Props {
  readonly condition: Condition;
  readonly onCondition: (condition: Condition) => void;
  readonly items: readonly Item[];
  readonly depth?: number;
  /** The number of the line that this group is: `3-`. */
  readonly under?: string;
}

const DEEPEST = 3;

export function ConditionEditor({ condition, onCondition, items, depth = 0, under = '' }: Props) {
  const group = groupOf(condition);
  const set = (parts: readonly Condition[]) => onCondition(conditionOf({ ...group, parts }));
  const line = freshLine(items);
  const inside = (
    <>
      {(group.parts.length > 1 || depth > 0) && (
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
              under={`${under}${index + 1}-`}
            />
          ) : (
            <ConditionLine
              number={`${under}${index + 1}`}
              part={part}
              items={items}
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
              条件{under}
              {index + 1}
              {('all' in part || 'any' in part) && '（「または」でまとめた条件）'}を消す
            </Button>
          )}
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => set([...group.parts, line])}>
          条件を足す
        </Button>
        {depth < DEEPEST && (
          <Button size="sm" onClick={() => set([...group.parts, { any: [line] }])}>
            「または」でまとめた条件を足す
          </Button>
        )}
      </div>
    </>
  );
  if (depth === 0) return <div className="flex flex-col gap-3">{inside}</div>;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-bold">
        条件{under.slice(0, -1)}（次の{group.mode === 'any' ? 'どれか' : 'すべて'}に当てはまる人）
      </legend>
      {inside}
    </fieldset>
  );
}
