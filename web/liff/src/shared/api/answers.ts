/** `PUT /form/api/answers`: stores the whole set of answers. The same `request_id` twice is one change. */

import { type Answers, isWire, type Wire } from '../answers.ts';
import { entries, record } from '../parse.ts';
import { call } from './http.ts';

export interface Submission {
  readonly answers: Readonly<Record<string, Wire>>;
  readonly consent_version: string | number;
  readonly form_version: number;
}

/** Gives the answers as they are stored now. */
export const putAnswers = (session: string, submission: Submission, request_id: string): Promise<Answers> =>
  call('answers', (raw) => (record(raw) ? entries(record(raw)?.answers, isWire) : undefined), {
    method: 'PUT',
    session,
    body: JSON.stringify({ ...submission, request_id }),
  });
