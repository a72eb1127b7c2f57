/** Server-sent events: what has changed, and whether we would hear of it. */

import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';

const change = v.object({
  type: v.string(),
  userId: v.nullish(v.string()),
  eventType: v.nullish(v.string()),
  status: v.nullish(v.number()),
  reason: v.nullish(v.string()),
});

/** Something to load again, or a webhook that was sent. `refresh` means that changes may have been missed. */
export type Change = v.InferOutput<typeof change>;
export type Connection = 'connecting' | 'open' | 'lost';

/** A single EventSource shared by the page. */
export class Live {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #watchers = new Set<(connection: Connection) => void>();
  #connection: Connection = 'connecting';

  /** Opens the stream; the browser reconnects by itself. */
  constructor(source: EventSource) {
    source.addEventListener('open', () => {
      const missed = this.#connection === 'lost';
      this.#become('open');
      if (missed) this.#tell({ type: 'refresh' });
    });
    source.addEventListener('error', () => this.#become('lost'));
    source.addEventListener('message', (event) => this.#receive(event.data));
  }

  /** Hears every change until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears the connection's state, now and later, until the returned function is called. */
  watch(watcher: (connection: Connection) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.#connection);
    return () => this.#watchers.delete(watcher);
  }

  #receive(data: unknown): void {
    if (typeof data !== 'string') return;
    try {
      const parsed = v.safeParse(change, JSON.parse(data));
      if (parsed.success) this.#tell(parsed.output);
    } catch {
      // A line that is no JSON is a comment or a keep-alive.
    }
  }

  #tell(what: Change): void {
    for (const listener of this.#listeners) listener(what);
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    for (const watcher of this.#watchers) watcher(connection);
  }
}

/** The connection's state as a component's state. */
export function useConnection(live: Live): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => live.watch(setConnection), [live]);
  return connection;
}
