/** After a delivery without approval (break-glass) somebody looks at it and writes down what they found. */

import { Link } from '@tanstack/react-router';
import type { Review } from '../../shared/api/types.ts';
import { short } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { ReviewDialog } from './review_dialog.tsx';
import { ReviewList } from './review_list.tsx';

export function Reviews({ reviews }: { reviews: readonly Review[] }) {
  return (
    <ReviewList
      title="承認なしで送った配信の、事後の確認"
      reviews={reviews}
      reason={useReasonNot('deliveries_approve')}
      line={(review) => (
        <>
          <Link to="/deliveries/$id" params={{ id: review.delivery_id }} className="link font-bold">
            {review.title || '無題の配信'}
          </Link>
          <p>
            {short(review.sent_at)} {review.sent_by.name}さんが配信／理由：{review.reason}
          </p>
        </>
      )}
      dialog={({ id, title }, onClose) => (
        <ReviewDialog
          title={`「${title || '無題の配信'}」の事後の確認`}
          path={`reviews/${id}`}
          onClose={onClose}
        />
      )}
    />
  );
}
