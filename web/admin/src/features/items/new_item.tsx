/** A new item with its options, and how the form would show it. */

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { tellNextScreen } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { useUnsaved } from '../../shared/ui/unsaved.tsx';
import { FormPreview } from './form_preview.tsx';
import { ItemFields } from './item_fields.tsx';
import { emptyOption, type NewOption, OptionRows, optionBody } from './option_rows.tsx';
import { bodyOf, EMPTY, faultsOf, type ItemFaults, isSame, previewOf } from './values.ts';
import { deciding, hasOptions, type Items, KINDS, useName, useVersioned } from './wire.ts';

export function NewItem({ data }: { data: Items }) {
  const [values, setValues] = useState(EMPTY);
  const [options, setOptions] = useState<readonly NewOption[]>(() => [emptyOption(), emptyOption()]);
  const [isTried, setTried] = useState(false);
  const reason = useReasonNot('items');
  const navigate = useNavigate();
  const nameFor = useName();
  const isChoice = hasOptions(values.kind);
  const save = useVersioned({
    method: 'POST',
    path: 'items',
    // Our own name stands there already: the answer to the first try was lost.
    judge: ({ item }) => (item ? 'done' : 'again'),
    done: ({ item }) => {
      tellNextScreen(`項目「${item?.label ?? values.label}」を追加しました`);
      void navigate({ to: '/items/$id', params: { id: item?.id ?? '' }, ignoreBlocker: true });
    },
  });
  useUnsaved(!isSame(values, EMPTY) || options.some(({ label }) => label !== ''));
  const written = options.filter(({ label }) => label.trim() !== '');
  const lacking = isChoice && written.length === 0;
  const found: ItemFaults & { options?: string } = {
    ...faultsOf(values),
    ...(lacking && { options: '選択肢を1つ以上入力してください。' }),
  };
  const faults = isTried ? found : {};
  const submit = () => {
    setTried(true);
    if (Object.keys(found).length > 0) return;
    const body = { ...bodyOf(values), options: isChoice ? written.map(optionBody) : [] };
    save.mutate({ body: { ...body, id: nameFor(body) }, version: data.version });
  };
  const drawn = options.map((option) => ({ id: option.key, label: option.label, archived: false }));
  return (
    <div className="grid gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex flex-col gap-6">
        <ProblemNotice error={save.error} />
        <ItemFields
          values={values}
          onValues={setValues}
          kinds={KINDS}
          faults={faults}
          error={save.error}
          others={deciding(data.items)}
        />
        {isChoice && (
          <OptionRows
            isArea={values.kind === 'area'}
            options={options}
            onOptions={setOptions}
            fault={faults.options}
          />
        )}
        <div>
          <Button kind="primary" saves reason={reason} busy={save.isPending} onClick={submit}>
            項目を追加する
          </Button>
        </div>
      </div>
      <FormPreview items={[previewOf(values, 'new', drawn)]} among={data.items} label="フォームでの見え方" />
    </div>
  );
}
