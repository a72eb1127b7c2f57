/** Server state: one cache for the whole page, keyed by path and query. */

import {
  QueryClient,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { call, get, type Method, newKey } from './http.ts';
import { isTemporary } from './problem.ts';
import type { ApiPath } from './wire.ts';

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

/** Reads `/api/<path>`; the cache keeps it under `[first part of the path, path, query]`. */
export const useGet = <T>(path: ApiPath, query?: object, extra?: Extra<T>) =>
  useQuery<T, Error, T>({ ...extra, ...reading<T>(path, query) });

/** The same, asked again and again while the page is open; does not keep the session alive. */
export const useWatch = <T>(path: ApiPath, query: object | undefined, extra: Extra<T>) =>
  useQuery<T, Error, T>({ ...extra, ...reading<T>(path, query, true) });

export const reading = <T>(path: ApiPath, query?: object, background = false) => ({
  queryKey: [path.split('/')[0], path, query ?? {}] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<T>(path, { signal, background, ...(query && { query }) }),
});

interface Change<Answer, Body> {
  readonly method: Method;
  readonly path: ApiPath | ((body: Body) => ApiPath);
  /** The first parts of the paths that have to be read again: `['drafts', 'home']`. */
  readonly touches?: readonly string[];
  /** A creation: repeated with the same body it carries the same `Idempotency-Key`, until it has succeeded. */
  readonly creates?: boolean;
  /** After a success, before anything is read again; also where reading again takes the asking part off the screen. */
  readonly done?: (answer: Answer, sent: Body) => void;
}

/** Writes. `mutate(body)`; `body` undefined sends none. */
export function useChange<Answer, Body = void>(change: Change<Answer, Body>) {
  const { method, path, touches = [], creates, done } = change;
  const client = useQueryClient();
  const last = useRef({ text: '', key: '' });
  return useMutation<Answer, Error, Body>({
    mutationFn: (body) => {
      const address = typeof path === 'string' ? path : path(body);
      if (!creates) return call<Answer>(method, address, { body });
      const text = JSON.stringify(body);
      if (last.current.text !== text || last.current.key === '') last.current = { text, key: newKey() };
      return call<Answer>(method, address, { body, key: last.current.key });
    },
    onSuccess: (answer, sent) => {
      last.current = { text: '', key: '' };
      done?.(answer, sent);
    },
    onSettled: () => Promise.all(touches.map((first) => client.invalidateQueries({ queryKey: [first] }))),
  });
}
