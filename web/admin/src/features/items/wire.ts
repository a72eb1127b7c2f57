/** Registration items over the wire, and how they are changed: each write names the version of all items that was seen. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call, type Method } from '../../shared/api/http.ts';
import { isStale } from '../../shared/api/problem.ts';
import { reading } from '../../shared/api/query.ts';
import type { ApiPath, Wire } from '../../shared/api/wire.ts';

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
/** `ItemAnswer` of the wire with its kinds laid side by side, as the form edits it. */
export interface Item {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly max_length?: number;
  readonly min?: number;
  readonly max?: number;
  readonly explanation: string;
  readonly purpose: string;
  readonly required: boolean;
  readonly shown_if?: ShownIf;
  readonly archived: boolean;
  readonly revision: number;
  readonly options: readonly ItemOption[];
}

export interface Items {
  readonly version: number;
  readonly items: readonly Item[];
}

/** An item after a change; null where it is deleted. */
export interface Changed {
  readonly version: number;
  readonly item: Item | null;
}

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

interface Versioned<Body, Now> {
  readonly method: Method;
  readonly path: ApiPath;
  /** What a lost version means: `again` where nothing of what was seen has moved, `done` where it is our own work. */
  readonly judge: (now: Now, body: Body) => 'again' | 'done' | 'conflict';
  /** After a success, before anything is read again; `sent` is what was saved. */
  readonly done?: (now: Now, sent: Body) => void;
}

/**
 * Writes under a version. All items share one version, so that a change elsewhere must not stop anybody: where the
 * judge finds everything as it was seen, the write is repeated under the newest version.
 */
export function useVersioned<Now extends { readonly version: number }, Body extends object>({
  method,
  path,
  judge,
  done,
}: Versioned<Body, Now>) {
  const client = useQueryClient();
  return useMutation<Now, Error, { body: Body; version: number }>({
    mutationFn: async ({ body, version }) => {
      try {
        return await call<Now>(method, path, { body: { ...body, version } });
      } catch (error) {
        const now = isStale(error) ? (error.body.current as Now | undefined) : undefined;
        const verdict = now === undefined ? 'conflict' : judge(now, body);
        if (now === undefined || verdict === 'conflict') throw error;
        return verdict === 'done'
          ? now
          : await call<Now>(method, path, { body: { ...body, version: now.version } });
      }
    },
    onSuccess: (now, { body }) => {
      client.setQueryData<Items>(
        reading<Items>('items').queryKey,
        (before) => before && withAnswer(before, now),
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

/** All items after an answer that tells of all of them, or of one. */
function withAnswer(before: Items, now: Partial<Items & Changed> & { readonly version: number }): Items {
  const { version, items, item } = now;
  if (items) return { version, items };
  const isKnown = item && before.items.some(({ id }) => id === item.id);
  const next = before.items.map((one) => (one.id === item?.id ? item : one));
  return { version, items: item && !isKnown ? [...next, item] : next };
}

/** A name that nothing has. */
export const newName = (): string => crypto.randomUUID().replaceAll('-', '');
