/** Where the citizens' form is, and who opens it. */

import * as v from 'valibot';
import { call } from './http.ts';
import type { UserId } from './users.ts';

const form = v.object({ url: v.nullable(v.pipe(v.string(), v.url())) });

/** The form's address in the local city; null if none runs. */
export const getFormUrl = async (): Promise<string | null> => (await call('GET', '/form', form)).url;

const token = v.object({ idToken: v.string() });

/** A fresh ID token that says that this citizen holds the phone. */
export const mintIdToken = async (id: UserId): Promise<string> =>
  (await call('POST', `/users/${encodeURIComponent(id)}/id-token`, token, {})).idToken;
