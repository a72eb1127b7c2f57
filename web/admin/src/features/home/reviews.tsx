/** After a delivery without approval (break-glass) somebody looks at it and writes down what they found. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Review } from '../../shared/api/types.ts';
import { short } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ReviewDialog } from './review_dialog.tsx';

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
      {chosen && (
        <ReviewDialog
          title={`「${chosen.title || '無題'}」の事後の確認`}
          path={`reviews/${chosen.id}`}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}
