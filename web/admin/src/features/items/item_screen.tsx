/** One item: changed, seen as the form shows it, its options, archived, deleted. */

import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { currentOf, isStale } from '../../shared/api/problem.ts';
import { useGet } from '../../shared/api/query.ts';
import type { Sent } from '../../shared/api/wire.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading, StatusBadge } from '../../shared/ui/status.tsx';
import { useUnsaved } from '../../shared/ui/unsaved.tsx';
import { FormPreview } from './form_preview.tsx';
import { ItemActions } from './item_actions.tsx';
import { differencesOf } from './item_differences.ts';
import { ItemFields } from './item_fields.tsx';
import { NewItem } from './new_item.tsx';
import { OptionList } from './option_list.tsx';
import { bodyOf, faultsOf, type ItemValues, isSame, previewOf, valuesOf } from './values.ts';
import { type Changed, deciding, hasOptions, type Item, type Items, kindsFor, useVersioned } from './wire.ts';

export function ItemScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error, refetch } = useGet('items');
  const item = data?.items.find((one) => one.id === id);
  const isNew = id === 'new';
  return (
    <Page
      key={id}
      title={isNew ? '登録項目の追加' : (item?.label ?? '登録項目')}
      lead={item && <Standing item={item} />}
    >
      <p>
        <Link to="/items" className="link">
          登録項目の一覧へ戻る
        </Link>
      </p>
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {data === undefined && !error && <Loading />}
      {data && isNew && <NewItem data={data} />}
      {data && item && <Known key={item.id} data={data} item={item} />}
      {data && !isNew && item === undefined && (
        <Notice kind="warning" title="この項目はありません">
          ほかの人が削除したか、アドレスがまちがっています。
        </Notice>
      )}
    </Page>
  );
}

function Standing({ item }: { item: Item }) {
  return (
    <>
      第{item.revision}版{item.archived && ' '}
      {item.archived && <StatusBadge>休止中</StatusBadge>}
    </>
  );
}

function Known({ data, item }: { data: Items; item: Item }) {
  return (
    <>
      <Edit data={data} item={item} />
      {hasOptions(item.kind) && <OptionList data={data} item={item} />}
      <ItemActions data={data} item={item} />
    </>
  );
}

type ItemBody = Omit<Sent<'PUT', `items/${string}`>, 'version'>;

/** What is typed, and the item as it stood when the typing began. */
function useEdit(item: Item, version: number) {
  const [seen, setSeen] = useState({ item, version });
  const [values, setValues] = useState(() => valuesOf(item));
  const take = (next: Item, at: number) => {
    setSeen({ item: next, version: at });
    setValues(valuesOf(next));
  };
  /** What was typed after `sent` stays, over what stands now. */
  const stand = (next: Item, at: number, sent: ItemBody) => {
    setSeen({ item: next, version: at });
    setValues((now) => (JSON.stringify(bodyOf(now)) === JSON.stringify(sent) ? valuesOf(next) : now));
  };
  const isDirty = !isSame(values, valuesOf(seen.item));
  // What others change shows up as long as nothing is typed here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the item itself has moved
  useEffect(() => {
    if (!isDirty) take(item, version);
  }, [item, version]);
  return { seen, values, setValues, take, stand, isDirty };
}

function Edit({ data, item }: { data: Items; item: Item }) {
  const { seen, values, setValues, take, stand, isDirty } = useEdit(item, data.version);
  const [isTried, setTried] = useState(false);
  const faults = isTried ? faultsOf(values) : {};
  const reason = useReasonNot('items');
  const save = useVersioned({
    method: 'PUT',
    path: `items/${item.id}`,
    judge: ({ item: now }) => (now && isSame(valuesOf(now), valuesOf(seen.item)) ? 'again' : 'conflict'),
    done: ({ item: now, version }, sent) => now && stand(now, version, sent),
  });
  useUnsaved(isDirty);
  const submit = (version: number) => {
    setTried(true);
    if (Object.keys(faultsOf(values)).length > 0) return;
    save.mutate({ body: bodyOf(values), version });
  };
  return (
    <Section title="質問">
      <Lost
        error={save.error}
        values={values}
        data={data}
        onTheirs={take}
        onMine={submit}
        reset={save.reset}
      />
      {save.isSuccess && !isDirty && <Notice kind="success" title="変更を保存しました" live />}
      <div className="grid gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex flex-col gap-5">
          <ItemFields
            values={values}
            onValues={setValues}
            kinds={kindsFor(item.kind)}
            faults={faults}
            error={save.error}
            others={deciding(data.items, item.id)}
          />
          <div>
            <Button
              kind="primary"
              saves
              busy={save.isPending}
              reason={reason ?? (isDirty ? undefined : '変更はありません')}
              onClick={() => submit(seen.version)}
            >
              変更を保存する
            </Button>
          </div>
        </div>
        <FormPreview
          items={[previewOf(values, item.id, item.options)]}
          among={data.items}
          label={
            item.archived ? 'フォームでの見え方（休止中のため、いまは出ていません）' : 'フォームでの見え方'
          }
        />
      </div>
    </Section>
  );
}

interface LostProps {
  readonly error: unknown;
  readonly values: ItemValues;
  readonly data: Items;
  readonly onTheirs: (item: Item, version: number) => void;
  readonly onMine: (version: number) => void;
  readonly reset: () => void;
}

function Lost({ error, values, data, onTheirs, onMine, reset }: LostProps) {
  if (!isStale(error)) return <ProblemNotice error={error} />;
  const now = currentOf<'PUT', `items/${string}`>(error);
  if (!now?.item) return <ProblemNotice error={error} />;
  return (
    <ConflictNotice<Changed>
      error={error}
      differences={({ item }) => (item ? differencesOf(values, valuesOf(item), data.items) : [])}
      onTheirs={({ item, version }) => {
        if (item) onTheirs(item, version);
        reset();
      }}
      onMine={({ version }) => onMine(version)}
    />
  );
}
