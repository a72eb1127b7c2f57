/** Registration items over the wire, and how they are changed: each write names the version of all items that was seen. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call } from '../../shared/api/http.ts';
import { isStale } from '../../shared/api/problem.ts';
import { reading } from '../../shared/api/query.ts';
import type { Answer, Known, Method, Sent, Wire } from '../../shared/api/wire.ts';

export const KINDS = [
  'single',
  'multiple',
  'select',
  'month',
  'text',
  'number',
  'area',
] as const satisfies readonly Wire<'ItemAnswer'>['kind'][];
export type Kind = (typeof KINDS)[number];

export type ItemOption = Wire<'OptionAnswer'>;
export type ShownIf = Wire<'ShownIf'>;
type Answered = Wire<'ItemAnswer'>;
type AnyKey<T> = T extends unknown ? keyof T : never;
type At<T, Key extends PropertyKey> = T extends Readonly<Record<Key, infer Value>> ? Value : never;
/** `ItemAnswer` with what only some kinds have laid beside the rest, as the form edits it. */
export type Item = Pick<Answered, keyof Answered> & {
  readonly [Key in Exclude<AnyKey<Answered>, keyof Answered>]?: At<Answered, Key>;
};
export type Items = Omit<Wire<'ItemsAnswer'>, 'items'> & { readonly items: readonly Item[] };
/** An item after a change; null where it is deleted. */
export type Changed = Omit<Wire<'ChangedItem'>, 'item'> & { readonly item: Item | null };

export const KIND_NAMES: Record<Kind, string> = {
  single: '1つ選ぶ（すべて見せる）',
  multiple: 'いくつでも選ぶ',
  select: '1つ選ぶ（一覧から）',
  month: '年月',
  text: '自由な文',
  number: '数',
  area: '地域（郵便番号から）',
};

export const hasOptions = (kind: Kind): boolean =>
  kind === 'single' || kind === 'multiple' || kind === 'select' || kind === 'area';

/** The kinds that every answer there is still fits. */
export const kindsFor = (kind: Kind): readonly Kind[] =>
  kind === 'single' || kind === 'select' ? ['single', 'select', 'multiple'] : [kind];

/** What a rule says, for people. */
export function shownIfWords(rule: ShownIf | undefined | null, items: readonly Item[]): string {
  if (!rule) return '全員に表示';
  const item = items.find(({ id }) => id === rule.item);
  const labels = rule.any_of.map((id) => item?.options.find((option) => option.id === id)?.label ?? id);
  return `「${item?.label ?? rule.item}」で「${labels.join('」か「')}」を選んだ人にだけ表示`;
}

/** What is written; the version goes beside it. */
type Unversioned<T> = T extends unknown ? Omit<T, 'version'> : never;
type Written<M extends Method, Path extends string> = Unversioned<Sent<M, Path>>;

interface Versioned<M extends Method, Path extends string> {
  readonly method: M;
  readonly path: Path & Known<M, Path>;
  /** What a lost version means: `again` where nothing of what was seen has moved, `done` where it is our own work. */
  readonly judge: (now: Answer<M, Path>, body: Written<M, Path>) => 'again' | 'done' | 'conflict';
  /** After a success, before anything is read again; `sent` is what was saved. */
  readonly done?: (now: Answer<M, Path>, sent: Written<M, Path>) => void;
}

/**
 * Writes under a version. All items share one version, so that a change elsewhere must not stop anybody: where the
 * judge finds everything as it was seen, the write is repeated under the newest version.
 */
export function useVersioned<const M extends Method, const Path extends string>({
  method,
  path,
  judge,
  done,
}: Versioned<M, Path>) {
  const client = useQueryClient();
  const save = (body: Written<M, Path>, version: number) =>
    call<Answer<M, Path>>(method, path, { body: { ...(body as object), version } });
  return useMutation<Answer<M, Path>, Error, { body: Written<M, Path>; version: number }>({
    mutationFn: async ({ body, version }) => {
      try {
        return await save(body, version);
      } catch (error) {
        const now = isStale(error) && (error.body.current as Answer<M, Path> | undefined);
        const verdict = now ? judge(now, body) : 'conflict';
        if (!now || verdict === 'conflict') throw error;
        return verdict === 'done' ? now : await save(body, versionOf(now));
      }
    },
    onSuccess: (now, { body }) => {
      client.setQueryData<Items>(
        reading('items').queryKey,
        (before) => before && withAnswer(before, now as Told),
      );
      done?.(now, body);
    },
    onSettled: () =>
      Promise.all(['items', 'segments'].map((first) => client.invalidateQueries({ queryKey: [first] }))),
  });
}

/** Those that can decide whether another item is shown. */
export const deciding = (items: readonly Item[], id?: string): readonly Item[] =>
  items.filter((item) => item.id !== id && !item.archived && item.options.length > 0);

/** The same body keeps the same name, so that what is sent twice, because an answer was lost, is made once. */
export function useName(): (body: object) => string {
  const last = useRef({ text: '', id: '' });
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current.text !== text) last.current = { text, id: newName() };
    return last.current.id;
  };
}

/** Every change of items answers the version of all of them, and all of them or one. */
type Told = Partial<Items & Changed> & { readonly version: number };

const versionOf = (now: unknown): number => (now as Told).version;

/** All items after an answer that tells of all of them, or of one. */
function withAnswer(before: Items, { version, items, item }: Told): Items {
  if (items) return { version, items };
  const isKnown = item && before.items.some(({ id }) => id === item.id);
  const next = before.items.map((one) => (one.id === item?.id ? item : one));
  return { version, items: item && !isKnown ? [...next, item] : next };
}

/** A name that nothing has. */
export const newName = (): string => crypto.randomUUID().replaceAll('-', '');
