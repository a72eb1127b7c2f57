/** What is not decided yet beside the bubbles; its judge is fetched once the page stands. */

import { useEffect, useState } from 'react';
import { serverNow } from '../../shared/api/http.ts';
import type { Content } from './content.ts';
import type { Around, unfinished } from './unfinished.ts';

const NOTHING: Around = { open: [], wrong: [] };

export function useUnfinished(content: Content): Around {
  const [judge, setJudge] = useState<typeof unfinished>();
  useEffect(() => {
    // Without it 確認 says the same.
    import('./unfinished.ts').then(
      (part) => setJudge(() => part.unfinished),
      () => undefined,
    );
  }, []);
  return judge?.(content, serverNow()) ?? NOTHING;
}
