/** `GET /form/api/form`: what is asked. Public; the page asks for it before it knows who looks at it. */

import { type Form, parseForm } from '../form.ts';
import { call } from './http.ts';

/** The form; `cache: 'reload'` after the server said that it has changed. */
export const getForm = (cache: RequestCache = 'default'): Promise<Form> => call('form', parseForm, { cache });
