/** Files under way: nothing is confirmed before they have arrived. Of those whose field was closed meanwhile nobody is left to
 * tell, so the composer does. */

import { createContext, useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

interface Uploads {
  /** Takes the name of a file that found its field gone. */
  readonly lost: (name: string) => void;
  /** One more is under way, or one fewer. */
  readonly underway: (more: 1 | -1) => void;
}

export const UploadsContext = createContext<Uploads>({ lost: () => {}, underway: () => {} });

export async function counted<T>(underway: Uploads['underway'], upload: Promise<T>): Promise<T> {
  underway(1);
  return upload.finally(() => underway(-1));
}

export function useUploads() {
  const [names, setNames] = useState<readonly string[]>([]);
  const [running, setRunning] = useState(0);
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
  const underway = (more: 1 | -1) => setRunning((before) => before + more);
  return { uploads: { lost, underway }, isUploading: running > 0, notice };
}
