/** `POST /form/api/session`: proves who this is by an ID token, and brings the answers that are stored. */

import { type Answers, isWire } from '../answers.ts';
import { entries, record, text } from '../parse.ts';
import { call } from './http.ts';

export interface Session {
  readonly key: string;
  readonly registered: boolean;
  readonly consentVersion: string | undefined;
  readonly answers: Answers;
}

export const openSession = (id_token: string): Promise<Session> =>
  call('session', session, { method: 'POST', body: JSON.stringify({ id_token }) });

function session(raw: unknown): Session | undefined {
  const json = record(raw);
  const key = text(json?.session);
  if (json === undefined || key === undefined) return undefined;
  const version = json.consent_version ?? undefined;
  return {
    key,
    registered: json.registered === true,
    consentVersion: version === undefined ? undefined : String(version),
    answers: entries(json.answers, isWire),
  };
}
