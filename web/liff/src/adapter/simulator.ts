/**
 * Inside the simulator's phone: the page around the frame gives the token. What is asked holds no secret; an answer
 * counts only if it comes from that page.
 */

import type { Adapter } from './adapter.ts';

const PATIENCE_MS = 10_000;

const ask = (what: object) => window.parent.postMessage({ kairan: 'liff', ...what }, '*');

function getToken(): Promise<string> {
  if (window.parent === window) return Promise.reject(new Error('シミュレーターの電話から開いてください'));
  const id = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('message', hear);
    };
    const hear = ({ source, data }: MessageEvent) => {
      if (source !== window.parent || data?.kairan !== 'liff' || data.id !== id) return;
      done();
      if (typeof data.token === 'string') resolve(data.token);
      else reject(new Error('シミュレーターがトークンを出せませんでした'));
    };
    const timer = setTimeout(() => {
      done();
      reject(new Error('シミュレーターから応答がありません'));
    }, PATIENCE_MS);
    window.addEventListener('message', hear);
    ask({ ask: 'token', id });
  });
}

/** The phone cannot hear keys that are pressed inside the frame. */
window.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') ask({ ask: 'close' });
});

export const adapter: Adapter = {
  getToken,
  close: () => ask({ ask: 'close' }),
  openExternal: (url) => {
    window.open(url, '_blank', 'noopener,noreferrer');
  },
};
