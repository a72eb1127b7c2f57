/** Simulated citizens and their relation to the account. */

import * as v from 'valibot';
import { call } from './http.ts';

const userId = v.pipe(v.string(), v.brand('UserId'));
export type UserId = v.InferOutput<typeof userId>;

const user = v.object({
  userId,
  displayName: v.string(),
  friend: v.picklist(['following', 'blocked', 'none']),
  pictureUrl: v.nullish(v.string()),
});
export type User = v.InferOutput<typeof user>;
export type Friend = User['friend'];

/** All simulated citizens. */
export const getUsers = (): Promise<User[]> => call('GET', '/users', v.array(user));

/** Creates a citizen who has not added the account yet. */
export const createUser = (displayName: string): Promise<User> =>
  call('POST', '/users', user, { displayName, friend: 'none' });

/** Adds the account, blocks it or lifts the block; the simulator sends the webhook. */
export const changeFriend = (id: UserId, change: 'follow' | 'unfollow' | 'unblock'): Promise<unknown> =>
  call('POST', `/users/${encodeURIComponent(id)}/${change}`, v.unknown());
