/** A second person writes down what they found, once; whoever was faster is shown. */

import { type ReactNode, useState } from 'react';
import { currentOf } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Review } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';

interface Props {
  readonly title: string;
  readonly path: `reviews/${string}` | `guard-reviews/${string}`;
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

/** What somebody else found and wrote down first. */
const foundBy = (error: unknown): Review['found'] | undefined =>
  currentOf<'POST', `reviews/${string}`>(error)?.found;

export function ReviewDialog({ title, path, children, onClose }: Props) {
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState<string>();
  const save = useChange({ method: 'POST', path, touches: ['home', 'reviews'] });
  const found = foundBy(save.error);
  const submit = () => {
    setMissing(note.trim() === '' ? '確認した内容を入力してください。' : undefined);
    if (note.trim() !== '') save.mutate({ note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      title={title}
      open
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={save.isPending} onClick={submit}>
            確認を記録する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ProblemNotice error={save.error} />
      {found && (
        <p>
          {found.by.name}さんが{moment(found.at)}に確認しました：{found.note}
        </p>
      )}
      {children}
      <TextArea label="確認した内容" required value={note} onValue={setNote} error={missing} />
    </Dialog>
  );
}
