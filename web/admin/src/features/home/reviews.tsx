/** After a delivery without approval (break-glass) somebody looks at it and writes down what they found. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Review } from '../../shared/api/types.ts';
import { moment, short } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';

export function Reviews({ reviews }: { reviews: readonly Review[] }) {
  const [chosen, setChosen] = useState<Review>();
  const reason = useReasonNot('deliveries_approve');
  return (
    <>
      {reviews.length > 0 && (
        <Section title="承認なしで送った配信の、事後の確認">
          <ul className="flex flex-col gap-3">
            {reviews.map((review) => (
              <li key={review.id} className="card flex flex-col items-start gap-2">
                <Link to="/deliveries/$id" params={{ id: review.delivery_id }} className="link font-bold">
                  {review.title || '無題'}
                </Link>
                <p>
                  {short(review.sent_at)} {review.sent_by.name}さんが配信／理由：{review.reason}
                </p>
                <Button size="sm" reason={reason} onClick={() => setChosen(review)}>
                  確認した内容を書く
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {/* Outlives the list: what is being written stays when somebody else was faster. */}
      {chosen && <ReviewDialog review={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

/** What somebody else found and wrote down first. */
const foundBy = (error: unknown): Review['found'] | undefined =>
  error instanceof Problem ? (error.body.current as Review | undefined)?.found : undefined;

function ReviewDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState<string>();
  const save = useChange<Review, { note: string }>({
    method: 'POST',
    path: `reviews/${review.id}`,
    touches: ['home', 'reviews'],
  });
  const found = foundBy(save.error);
  const submit = () => {
    setMissing(note.trim() === '' ? '確認した内容を入力してください。' : undefined);
    if (note.trim() !== '') save.mutate({ note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      title={`「${review.title || '無題'}」の事後の確認`}
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
      <TextArea label="確認した内容" required value={note} onValue={setNote} error={missing} />
    </Dialog>
  );
}
