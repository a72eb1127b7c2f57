/** The account that the citizens talk with. */

import * as v from 'valibot';
import { call } from './http.ts';

const account = v.pipe(
  v.object({ channel: v.object({ displayName: v.string() }) }),
  v.transform(({ channel }) => ({ name: channel.displayName })),
);
export type Account = v.InferOutput<typeof account>;

/** The account's name as citizens see it. */
export const getAccount = (): Promise<Account> => call('GET', '/info', account);
