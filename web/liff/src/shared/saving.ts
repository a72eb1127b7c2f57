/** What may happen to a request, one after another. A press while one is under way changes nothing. */

import { EDITING, isBusy, type Stage, type Why } from './stage.ts';

export type Happening =
  | { readonly is: 'pressed' }
  | { readonly is: 'waits'; readonly seconds: number; readonly why: Why }
  | { readonly is: 'tries again' }
  | { readonly is: 'failed'; readonly message: string }
  | { readonly is: 'saved' }
  | { readonly is: 'given back' };

/** The next stage; the same object if the happening does not apply. */
export function next(stage: Stage, happening: Happening): Stage {
  switch (happening.is) {
    case 'pressed':
      return isBusy(stage) ? stage : { at: 'sending' };
    case 'waits':
      return stage.at === 'sending'
        ? { at: 'waiting', seconds: happening.seconds, why: happening.why }
        : stage;
    case 'tries again':
      return stage.at === 'waiting' ? { at: 'sending' } : stage;
    case 'failed':
      return isBusy(stage) ? { at: 'failed', message: happening.message } : stage;
    case 'saved':
      return isBusy(stage) ? { at: 'saved' } : stage;
    case 'given back':
      return EDITING;
    default:
      return happening satisfies never;
  }
}

/** One id for one set of answers until it is settled: a repeated press, or a retry, is the same request. */
export class RequestIds {
  #last: { readonly body: string; readonly id: string } | undefined;
  readonly #newId: () => string;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  idFor(body: string): string {
    if (this.#last?.body !== body) this.#last = { body, id: this.#newId() };
    return this.#last.id;
  }

  settled(): void {
    this.#last = undefined;
  }
}
