/** One line of a condition: whom or what it asks about, and which answers count. */

import { Checkbox } from '../../shared/ui/choice.tsx';
import { Select, TextField } from '../../shared/ui/field.tsx';
import {
  type Bounds,
  type Condition,
  choosable,
  fresh,
  type Item,
  MODE_NAMES,
  type Mode,
  modesOf,
} from './condition.ts';
import { type Leaf, oppositeOf } from './opposite.ts';
import { ReactionFields } from './reaction_fields.tsx';

const REGISTERED = 'system registered';
const TESTER = 'system tester';
const CLICKED = 'clicked';
const OPENED = 'opened';

interface Props {
  /** As it is numbered on the page: 2, or 3-1 inside the third. */
  readonly number: string;
  readonly part: Condition;
  /** All items: one that rests by now may still stand in a condition. */
  readonly items: readonly Item[];
  readonly onPart: (part: Condition) => void;
}

function subjectOf(leaf: Leaf): string {
  if ('system' in leaf) return `system ${leaf.system}`;
  if ('clicked' in leaf) return CLICKED;
  return 'opened' in leaf ? OPENED : leaf.item;
}

function modeOf(leaf: Leaf, negated: boolean): Mode {
  if ('any_of' in leaf) return 'any_of';
  if ('age' in leaf) return 'age';
  if ('number' in leaf) return 'number';
  return negated ? 'answered' : 'unset';
}

export function ConditionLine({ number, part, items, onPart }: Props) {
  const negated = 'not' in part;
  const leaf = (negated ? part.not : part) as Leaf;
  const subject = subjectOf(leaf);
  const item = 'item' in leaf ? items.find((one) => one.id === leaf.item) : undefined;
  const mode = modeOf(leaf, negated);
  const wrap = (next: Leaf) => onPart(negated ? { not: next } : next);
  const turn = (to: string) => {
    if (to === REGISTERED) return onPart({ system: 'registered' });
    if (to === TESTER) return onPart({ system: 'tester' });
    if (to === CLICKED) return onPart({ clicked: '' });
    if (to === OPENED) return onPart({ opened: '' });
    const chosen = items.find((one) => one.id === to);
    if (chosen) onPart(fresh(to, modesOf(chosen)[0] ?? 'any_of'));
  };
  return (
    <>
      <Select label={`条件${number}`} choices={subjects(items, leaf)} value={subject} onValue={turn} />
      {item && (
        <Select
          label={`条件${number}に当てはまる人`}
          choices={modesOf(item).map((one) => ({ value: one, label: MODE_NAMES[one] }))}
          value={mode}
          onValue={(next) => onPart(fresh(item.id, next as Mode))}
        />
      )}
      {item && 'any_of' in leaf && <Options item={item} chosen={leaf.any_of} onLeaf={wrap} />}
      {'age' in leaf && <Range unit="歳" bounds={leaf.age} onBounds={(age) => wrap({ ...leaf, age })} />}
      {'number' in leaf && (
        <Range unit="" bounds={leaf.number} onBounds={(range) => wrap({ ...leaf, number: range })} />
      )}
      {('clicked' in leaf || 'opened' in leaf) && <ReactionFields leaf={leaf} onLeaf={wrap} />}
      {!('unset' in leaf) && (
        <Checkbox
          label={oppositeOf(leaf)}
          checked={negated}
          onChecked={(on) => onPart(on ? { not: leaf } : leaf)}
        />
      )}
    </>
  );
}

/** What a line can ask about; what it asks about already stands there in any case. */
function subjects(items: readonly Item[], leaf: Leaf) {
  const offered = choosable(items).map(({ id, label }) => ({ value: id, label }));
  const own = 'item' in leaf ? leaf.item : '';
  const isOffered = own === '' || offered.some(({ value }) => value === own);
  const label = items.find(({ id }) => id === own)?.label;
  return [
    ...(isOffered ? [] : [{ value: own, label: label ? `${label}（休止中）` : '（なくなった項目）' }]),
    ...offered,
    { value: REGISTERED, label: '登録フォームに回答した' },
    { value: TESTER, label: 'テスターである' },
    { value: CLICKED, label: '前の配信のボタンを押した' },
    { value: OPENED, label: '前の配信を開いたとわかっている' },
  ];
}

interface OptionsProps {
  readonly item: Item;
  readonly chosen: readonly string[];
  readonly onLeaf: (leaf: Leaf) => void;
}

function Options({ item, chosen, onLeaf }: OptionsProps) {
  const toggle = (option: string, on: boolean) =>
    onLeaf({ item: item.id, any_of: on ? [...chosen, option] : chosen.filter((one) => one !== option) });
  return (
    <fieldset>
      <legend className="sr-only">{item.label}のうち</legend>
      <div className="flex flex-wrap gap-x-6">
        {item.options
          .filter((option) => !option.archived || chosen.includes(option.id))
          .map((option) => (
            <Checkbox
              key={option.id}
              label={option.archived ? `${option.label}（休止中）` : option.label}
              checked={chosen.includes(option.id)}
              onChecked={(on) => toggle(option.id, on)}
            />
          ))}
      </div>
    </fieldset>
  );
}

const shown = (bound: number | undefined): string => (bound === undefined ? '' : String(bound));

/** A whole number, or no bound. */
function boundOf(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim();
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : undefined;
}

interface RangeProps {
  readonly unit: string;
  readonly bounds: Bounds;
  readonly onBounds: (bounds: Bounds) => void;
}

function Range({ unit, bounds: { from, to }, onBounds }: RangeProps) {
  const within = (least: number | undefined, most: number | undefined): Bounds => ({
    ...(least !== undefined && { from: least }),
    ...(most !== undefined && { to: most }),
  });
  const isTurned = from !== undefined && to !== undefined && from > to;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label={`${unit === '' ? 'いくつ' : `何${unit}`}から`}
        hint="空なら、下の限りはありません。"
        inputMode="numeric"
        value={shown(from)}
        onValue={(text) => onBounds(within(boundOf(text), to))}
      />
      <TextField
        label={`${unit === '' ? 'いくつ' : `何${unit}`}まで`}
        hint="空なら、上の限りはありません。"
        inputMode="numeric"
        value={shown(to)}
        onValue={(text) => onBounds(within(from, boundOf(text)))}
        error={isTurned ? '「から」より大きくしてください。' : undefined}
      />
    </div>
  );
}
