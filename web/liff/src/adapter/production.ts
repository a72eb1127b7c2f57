/**
 * Inside LINE. The LIFF SDK is a file of its own, fetched beside this one, so that the form is drawn before it has
 * arrived. A part that did not arrive is asked for again at the next try.
 */

import { Problem } from '../shared/api/http.ts';
import type { Adapter } from './adapter.ts';

const part = () =>
  import('./liff.ts').catch(() => {
    throw new Problem(0, 'offline', 'インターネットにつながりません');
  });

export const adapter: Adapter = {
  getToken: () => part().then(({ getToken }) => getToken()),
  close: () => {
    part().then(({ close }) => close(), window.close);
  },
  openExternal: (url) => {
    window.open(url, '_blank', 'noopener,noreferrer');
  },
};
