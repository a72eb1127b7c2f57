/** Whether the pages that a draft leads to are there; asked beside the confirmation, which does not wait for them. */

import { useQuery } from '@tanstack/react-query';
import { get } from '../../shared/api/http.ts';
import type { Draft } from '../../shared/api/types.ts';

/** Asked once for a content: foreign servers are not called again at each tick of a warning. */
export const useLinks = (draft: Draft | undefined) =>
  useQuery({
    queryKey: ['links', draft?.id, draft?.content_hash] as const,
    queryFn: ({ signal }) => get(`drafts/${draft?.id}/links`, { signal }),
    enabled: draft !== undefined && draft.state !== 'sent_off',
    staleTime: 60_000,
    retry: false,
  });
