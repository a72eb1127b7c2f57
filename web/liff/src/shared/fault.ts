/** What a citizen has to put right. */

/** The target of a fault that belongs to the consent. No item has an empty id. */
export const CONSENT = '';

/** One thing to put right; `target` is an item's id, `CONSENT`, or undefined if it belongs to no field. */
export interface Fault {
  readonly target: string | undefined;
  readonly message: string;
}
