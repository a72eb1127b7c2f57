/** Outside production a band over the whole width, so that nobody takes practice for the real thing or the reverse. */

import { useEffect } from 'react';
import type { Environment } from '../api/types.ts';

const WORDS: Record<Exclude<Environment, 'prod'>, string> = {
  local: '練習環境です。実際の市民には届きません。',
  test: 'テスト環境です。本番ではありません。',
};

export function EnvironmentBanner({ environment }: { environment: Environment }) {
  useEffect(() => {
    if (environment !== 'prod')
      document.querySelector('link[rel=icon]')?.setAttribute('href', '/assets/icon-test.svg');
  }, [environment]);
  if (environment === 'prod') return null;
  return (
    <section
      aria-label="環境"
      className={`px-4 py-2 text-center font-bold text-white ${environment === 'test' ? 'bg-purple-900' : 'bg-orange-1000'}`}
    >
      {WORDS[environment]}
    </section>
  );
}
