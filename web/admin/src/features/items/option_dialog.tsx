/** An option: its words, how many messages it means, its postal codes, and whether it is still offered. */

import { useState } from 'react';
import { currentOf, errorAt, isStale } from '../../shared/api/problem.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { optionBody } from './option_rows.tsx';
import { type Changed, type Item, type ItemOption, type Items, useName, useVersioned } from './wire.ts';

interface Values {
  readonly label: string;
  readonly perMonth: string;
  readonly prefixes: string;
  readonly archived: boolean;
}

const valuesOf = (option: ItemOption | undefined): Values => ({
  label: option?.label ?? '',
  perMonth: String(option?.messages_per_month ?? ''),
  prefixes: option?.postal_prefixes?.join('、') ?? '',
  archived: option?.archived ?? false,
});

const worded = ({ label, perMonth, prefixes, archived }: Values): readonly [string, string][] => [
  ['選択肢', label],
  ['届く目安（月）', perMonth],
  ['郵便番号の先頭', prefixes],
  ['状態', archived ? '休止中' : '使用中'],
];

interface Props {
  readonly data: Items;
  readonly item: Item;
  readonly option: ItemOption | undefined;
  readonly onClose: () => void;
}

/** Creates or rewrites; a lost version counts only where the option itself has moved. */
function useSave(item: Item, option: ItemOption | undefined, done: () => void) {
  const find = (now: Item | null, wanted = option?.id) => now?.options.find(({ id }) => id === wanted);
  const save = useVersioned({
    method: option ? 'PUT' : 'POST',
    path: option ? `items/${item.id}/options/${option.id}` : `items/${item.id}/options`,
    judge: ({ item: now }, sent) => {
      // A new one whose name stands there already is our own: the answer to the first try was lost.
      if (option === undefined)
        return find(now, ('id' in sent && sent.id) || undefined) ? 'done' : now ? 'again' : 'conflict';
      const stands = find(now);
      const isAsSeen = stands && JSON.stringify(valuesOf(stands)) === JSON.stringify(valuesOf(option));
      return isAsSeen ? 'again' : 'conflict';
    },
    done,
  });
  return { save, find };
}

export function OptionDialog({ data, item, option, onClose }: Props) {
  const [values, setValues] = useState(() => valuesOf(option));
  const [missing, setMissing] = useState<string>();
  const [version] = useState(data.version);
  const { save, find } = useSave(item, option, onClose);
  const nameFor = useName();
  const submit = (seen: number) => {
    setMissing(values.label.trim() === '' ? '選択肢を入力してください。' : undefined);
    if (values.label.trim() === '') return;
    const written = optionBody(values);
    const body = option ? { ...written, archived: values.archived } : { ...written, id: nameFor(written) };
    save.mutate({ body, version: seen });
  };
  const isGone =
    isStale(save.error) &&
    !find(currentOf<'PUT', `items/${string}/options/${string}`>(save.error)?.item ?? null);
  return (
    <Dialog
      title={option ? `「${option.label}」の変更` : '選択肢を足す'}
      open
      form
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={save.isPending} onClick={() => submit(version)}>
            {option ? '変更を保存する' : '足す'}
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      {!isGone && (
        <ConflictNotice<Changed>
          error={save.error}
          differences={({ item: now }) => {
            const theirs = worded(valuesOf(find(now)));
            return worded(values).map(([name, mine], index) => ({
              name,
              mine,
              theirs: theirs[index]?.[1] ?? '',
            }));
          }}
          onTheirs={onClose}
          onMine={(now) => submit(now.version)}
        />
      )}
      {(!isStale(save.error) || isGone) && <ProblemNotice error={save.error} />}
      <Fields
        values={values}
        onValues={setValues}
        missing={missing}
        error={save.error}
        isArea={item.kind === 'area'}
        isNew={option === undefined}
      />
    </Dialog>
  );
}

/** For one that cannot go: it is not offered any more, and nothing else of it changes. */
export function RestOption({ data, item, option, onClose }: Props & { readonly option: ItemOption }) {
  const { save } = useSave(item, option, onClose);
  // As it stands by now: the version that is sent is that of what was read last.
  const now = item.options.find(({ id }) => id === option.id) ?? option;
  const body = { ...optionBody(valuesOf(now)), archived: true };
  return (
    <>
      <Button
        kind="primary"
        busy={save.isPending}
        onClick={() => save.mutate({ body, version: data.version })}
      >
        休止する
      </Button>
      <ProblemNotice error={save.error} />
    </>
  );
}

interface FieldsProps {
  readonly values: Values;
  readonly onValues: (values: Values) => void;
  readonly missing: string | undefined;
  readonly error: unknown;
  readonly isArea: boolean;
  readonly isNew: boolean;
}

function Fields({ values, onValues, missing, error, isArea, isNew }: FieldsProps) {
  const set = (change: Partial<Values>) => onValues({ ...values, ...change });
  return (
    <>
      <TextField
        label="選択肢"
        required
        value={values.label}
        onValue={(label) => set({ label })}
        error={missing ?? errorAt(error, 'label')}
      />
      <TextField
        label="届く目安（月に何通）"
        hint="フォームで「およそ月に○通」と知らせるのに使います。空でもかまいません。"
        inputMode="numeric"
        value={values.perMonth}
        onValue={(perMonth) => set({ perMonth })}
        error={errorAt(error, 'messages_per_month')}
      />
      {isArea && (
        <TextField
          label="郵便番号の先頭"
          hint="1〜7けた。いくつもあるときは「、」で区切ります。長く合うものが優先です。"
          value={values.prefixes}
          onValue={(prefixes) => set({ prefixes })}
          error={errorAt(error, 'postal_prefixes')}
        />
      )}
      {!isNew && (
        <Checkbox
          label="休止する（新しく選べないようにする）"
          hint="もう選んだ人の回答は残り、対象の条件にも使えます。"
          checked={values.archived}
          onChecked={(archived) => set({ archived })}
        />
      )}
    </>
  );
}
