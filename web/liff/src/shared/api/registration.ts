/** `DELETE /form/api/registration`: answers, consent and registration are gone afterwards. Twice is harmless. */

import { record } from '../parse.ts';
import { call } from './http.ts';

export const deleteRegistration = (session: string): Promise<true> =>
  call('registration', (raw) => (record(raw)?.deleted === true ? true : undefined), {
    method: 'DELETE',
    session,
  });
