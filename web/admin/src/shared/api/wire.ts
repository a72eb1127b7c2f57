/** The server's own description of its API, as types: `web/api` is made of the code of `functions/admin_api`. */

import type { components, paths } from '@kairan/api';

/** What was answered is never changed in place. */
type Still<T> = T extends readonly (infer Item)[]
  ? readonly Still<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Still<T[Key]> }
    : T;

/** A type of the description by its name. */
export type Wire<Name extends keyof components['schemas']> = Still<components['schemas'][Name]>;

/** `drafts/{id}/send` with its braces filled in. */
type Filled<Path> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path;

type Described = {
  [Path in keyof paths]: Path extends `/api/${infer Rest}` ? Filled<Rest> : never;
}[keyof paths];

/** Screens that wait for their routes. */
type Awaited = `session/passkey${string}` | 'session/enroll/passkey' | 'session/enroll/passkey/options';

/** An address behind `/api/` that the server answers. */
export type ApiPath = Described | Awaited;
