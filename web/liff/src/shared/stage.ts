/** Where saving stands. */

export type Why = 'offline' | 'slow' | 'busy' | 'often';

export type Stage =
  | { readonly at: 'editing' }
  | { readonly at: 'sending' }
  | { readonly at: 'waiting'; readonly seconds: number; readonly why: Why }
  | { readonly at: 'failed'; readonly message: string }
  | { readonly at: 'saved' };

export const EDITING: Stage = { at: 'editing' };

/** Whether something is on its way to the server. */
export const isBusy = ({ at }: Stage): boolean => at === 'sending' || at === 'waiting';
