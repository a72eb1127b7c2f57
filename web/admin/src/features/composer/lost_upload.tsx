/** Files whose field was closed before they had arrived: nobody is left to tell, so the composer does. */

import { createContext, useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

/** Takes the name of the file. */
export const LostUploadContext = createContext<(name: string) => void>(() => {});

export function useLostUploads() {
  const [names, setNames] = useState<readonly string[]>([]);
  const lost = (name: string) => setNames((before) => [...before.filter((one) => one !== name), name]);
  const notice = names.length > 0 && (
    <Notice kind="warning" title={`「${names.join('」「')}」は入りませんでした`}>
      <p>
        送っているあいだに、入れるところが閉じられたか、なくなりました。必要なら、もう一度選んでください。
      </p>
      <Button size="sm" onClick={() => setNames([])}>
        わかりました
      </Button>
    </Notice>
  );
  return { lost, notice };
}
