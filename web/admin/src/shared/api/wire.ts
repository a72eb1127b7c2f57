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

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Whether an address is one of this template's, part by part. */
type Fits<Path extends string, Template extends string> = Template extends `${infer Part}/${infer Rest}`
  ? Path extends `${infer First}/${infer Others}`
    ? FitsPart<First, Part> extends true
      ? Fits<Others, Rest>
      : false
    : false
  : Path extends `${string}/${string}`
    ? false
    : FitsPart<Path, Template>;
type FitsPart<Given extends string, Part extends string> = Part extends `{${string}}`
  ? true
  : Given extends Part
    ? true
    : false;

/** `drafts/${id}` → `/api/drafts/{id}`; a template without braces goes before one with them. */
type TemplateOf<Path extends string> = `/api/${Path}` extends keyof paths
  ? `/api/${Path}`
  : { [One in keyof paths]: Fits<`/api/${Path}`, One> extends true ? One : never }[keyof paths];

/** What the API does on this method and address; `never` where it does nothing. */
type Operation<M extends Method, Path extends string> = Path extends string
  ? Exclude<paths[TemplateOf<Path>][Lowercase<M>], undefined>
  : never;

/** The addresses behind `/api/` among these that the server answers under this method. */
export type Known<M extends Method, Path extends string> = Path extends string
  ? [Operation<M, Path>] extends [never]
    ? never
    : Path
  : never;

/** What is undefined is not sent. */
type Sendable<T> = {
  readonly [Key in keyof T]: Partial<Pick<T, Key>> extends Pick<T, Key> ? T[Key] | undefined : T[Key];
};

type SentBy<Op> = Op extends { requestBody: { content: { 'application/json': infer Body } } }
  ? Body extends object
    ? Sendable<Still<Body>>
    : Body
  : // biome-ignore lint/suspicious/noConfusingVoidType: `mutate()` takes nothing where nothing is sent
    void;
/** The body that goes with it; `void` where there is none. */
export type Sent<M extends Method, Path extends string> = SentBy<Operation<M, Path>>;

type AskedBy<Op> = Op extends { parameters: { query?: infer Query } } ? Sendable<NonNullable<Query>> : never;
/** What may follow the question mark. */
export type Asked<M extends Method, Path extends string> = AskedBy<Operation<M, Path>>;

type Success = 200 | 201 | 202 | 204;
type AnsweredBy<Op> = Op extends { responses: infer Answers }
  ? {
      [Status in keyof Answers & Success]: Answers[Status] extends {
        content: { 'application/json': infer T };
      }
        ? Still<T>
        : undefined;
    }[keyof Answers & Success]
  : never;
/** What comes back where nothing is wrong; `undefined` where that is no body. */
export type Answer<M extends Method, Path extends string> = AnsweredBy<Operation<M, Path>>;

type CurrentOf<Op> = Op extends {
  responses: { 409: { content: { 'application/problem+json': { current?: infer T } } } };
}
  ? Still<T>
  : never;
/** What the refusal of a lost version shows: how it stands now. */
export type Current<M extends Method, Path extends string> = CurrentOf<Operation<M, Path>>;

type IsCreation<Op> = Op extends { parameters: { header: infer Headers } }
  ? 'idempotency-key' extends keyof Headers
    ? true
    : false
  : false;
/** Whether an `idempotency-key` goes with it. */
export type Creates<M extends Method, Path extends string> = IsCreation<Operation<M, Path>>;

/** The addresses of files. */
export type FilePath = {
  [One in keyof paths]: paths[One] extends {
    get: { responses: { 200: { content: { 'text/csv': string } } } };
  }
    ? One extends `/api/${infer Rest}`
      ? Rest
      : never
    : never;
}[keyof paths];
