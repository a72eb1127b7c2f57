/** Says that a colleague has saved the same draft since it was opened, before both have written much. */

import { useQuery } from '@tanstack/react-query';
import { reading } from '../../shared/api/query.ts';
import type { Draft } from '../../shared/api/types.ts';
import { clock } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

const EVERY_MS = 20_000;

interface Props {
  /** The draft as this page knows it. */
  readonly saved: Draft;
  readonly me: string;
}

export function OthersWriting({ saved, me }: Props) {
  const { data } = useQuery({
    ...reading<Draft>(`drafts/${saved.id}`, undefined, true),
    queryKey: ['drafts', saved.id, 'watched'] as const,
    refetchInterval: EVERY_MS,
    retry: false,
  });
  if (data === undefined || data.version <= saved.version || data.updated_by.id === me) return null;
  return (
    <Notice
      kind="warning"
      title={`${data.updated_by.name}さんが編集中です（${clock(data.updated_at)}に保存）`}
      live
    >
      <p>
        このまま書くと、保存するときに両方の内容から選ぶことになります。先に相談するか、読み直してください。
      </p>
      <Button size="sm" onClick={() => location.reload()}>
        新しい内容を読み直す
      </Button>
    </Notice>
  );
}
