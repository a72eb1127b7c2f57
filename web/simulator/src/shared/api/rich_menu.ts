/** The rich menu that a citizen sees now. */

import * as v from 'valibot';
import { call } from './http.ts';
import type { UserId } from './users.ts';

const richMenu = v.nullable(
  v.object({
    richMenuId: v.string(),
    menu: v.looseObject({
      chatBarText: v.optional(v.string(), 'メニュー'),
      selected: v.optional(v.boolean(), false),
    }),
    imageUrl: v.nullish(v.string()),
  }),
);
export type RichMenu = NonNullable<v.InferOutput<typeof richMenu>>;

/** The menu after LINE's priority (the citizen's own, else the default), or null. */
export const getRichMenu = (id: UserId): Promise<RichMenu | null> =>
  call('GET', `/users/${encodeURIComponent(id)}/richmenu`, richMenu);
