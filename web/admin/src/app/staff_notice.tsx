/** What is announced to staff, above every screen; asked for again now and then, because pages stay open for hours. */

import { useWatch } from '../shared/api/query.ts';
import type { SignedIn } from '../shared/api/types.ts';
import { Notice } from '../shared/ui/notice.tsx';

const EVERY_MS = 120_000;

export function StaffNotice({ session }: { session: SignedIn }) {
  const { data } = useWatch('session', undefined, {
    initialData: session,
    staleTime: EVERY_MS,
    refetchInterval: EVERY_MS,
  });
  return data?.notice ? <Notice kind="warning" title={data.notice} /> : null;
}
