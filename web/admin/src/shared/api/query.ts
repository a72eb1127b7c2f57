/** Server state: one cache for the whole page, keyed by path and query. */

import {
  QueryClient,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { call, newKey } from './http.ts';
import { isTemporary } from './problem.ts';
import type { Answer, Asked, Creates, Known, Method, Sent } from './wire.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && isTemporary(error),
      staleTime: 10_000,
      // Offline calls shall fail with a sentence instead of waiting without one.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

type Extra<T> = Omit<UseQueryOptions<T, Error, T>, 'queryKey' | 'queryFn'>;

const asking = <T>(path: string, query: object | undefined, background: boolean) => ({
  queryKey: [path.split('/')[0], path, query ?? {}] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call<T>('GET', path, { signal, background, ...(query && { query }) }),
});

const useAnswer = <T>(path: string, query: object | undefined, extra?: Extra<T>, background = false) =>
  useQuery<T, Error, T>({ ...extra, ...asking<T>(path, query, background) });

/** Reads `/api/<path>`; the cache keeps it under `[first part of the path, path, query]`. */
export const useGet = <const Path extends string>(
  path: Path & Known<'GET', Path>,
  query?: Asked<'GET', Path>,
  extra?: Extra<Answer<'GET', Path>>,
) => useAnswer<Answer<'GET', Path>>(path, query, extra);

/** The same, asked again and again while the page is open; does not keep the session alive. */
export const useWatch = <const Path extends string>(
  path: Path & Known<'GET', Path>,
  query: Asked<'GET', Path> | undefined,
  extra: Extra<Answer<'GET', Path>>,
) => useAnswer<Answer<'GET', Path>>(path, query, extra, true);

/** The same as options, for a query with a key or a clock of its own. */
export const reading = <const Path extends string>(
  path: Path & Known<'GET', Path>,
  query?: Asked<'GET', Path>,
  background = false,
) => asking<Answer<'GET', Path>>(path, query, background);

interface Change<M extends Method, Path extends string> {
  readonly method: M;
  readonly path: Path & Known<M, Path>;
  /** The first parts of the paths that have to be read again: `['drafts', 'home']`. */
  readonly touches?: readonly string[];
  /** After a success, before anything is read again; also where reading again takes the asking part off the screen. */
  readonly done?: (answer: Answer<M, Path>, sent: Sent<M, Path>) => void;
}

/** A creation: repeated with the same body it carries the same `Idempotency-Key`, until it has succeeded. */
type Creation<M extends Method, Path extends string> =
  true extends Creates<M, Path> ? { readonly creates: Creates<M, Path> } : { readonly creates?: false };

/** Writes. `mutate(body)`; `body` undefined sends none. */
export function useChange<const M extends Method, const Path extends string>(
  change: Change<M, Path> & Creation<M, Path>,
) {
  const { method, path, touches = [], creates, done } = change;
  const client = useQueryClient();
  const last = useRef({ text: '', key: '' });
  return useMutation<Answer<M, Path>, Error, Sent<M, Path>>({
    mutationFn: (body) => {
      if (!creates) return call<Answer<M, Path>>(method, path, { body });
      const text = JSON.stringify(body);
      if (last.current.text !== text || last.current.key === '') last.current = { text, key: newKey() };
      return call<Answer<M, Path>>(method, path, { body, key: last.current.key });
    },
    onSuccess: (answer, sent) => {
      last.current = { text: '', key: '' };
      done?.(answer, sent);
    },
    onSettled: () => Promise.all(touches.map((first) => client.invalidateQueries({ queryKey: [first] }))),
  });
}
