/** After the checks before a send were weakened, somebody else looks at it and writes down what they checked. */

import { useState } from 'react';
import type { Wire } from '../../shared/api/wire.ts';
import { short } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ReviewDialog } from './review_dialog.tsx';

type GuardReview = Wire<'GuardReviewAnswer'>;

const GUARDS: Record<string, string> = {
  approval: '承認が必要な配信',
  approval_hours: '承認の期限',
  typed_count_from: '人数の入力が必要な人数',
  typed_count_share: '人数の入力が必要な割合',
  undo_minutes: '取り消せる時間',
};

export function GuardReviews({ reviews }: { reviews: readonly GuardReview[] }) {
  const [chosen, setChosen] = useState<GuardReview>();
  const reason = useReasonNot('settings', 'users');
  return (
    <>
      {reviews.length > 0 && (
        <Section title="配信前の確認をゆるめた変更の、事後の確認">
          <ul className="flex flex-col gap-3">
            {reviews.map((review) => (
              <li key={review.id} className="card flex flex-col items-start gap-2">
                <p>
                  {short(review.at)} {review.by.name}さんがゆるめた確認：
                  {review.weakened.map((name) => GUARDS[name] ?? name).join('、')}
                </p>
                <Button
                  size="sm"
                  reason={reason}
                  aria-label={`${review.by.name}さんの変更について、確認した内容を書く`}
                  onClick={() => setChosen(review)}
                >
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
          title="配信前の確認をゆるめた変更の、事後の確認"
          path={`guard-reviews/${chosen.id}`}
          onClose={() => setChosen(undefined)}
        >
          <p>だれの判断で変えたか、いつまで変えておくかを、変えた人に直接確かめてから書いてください。</p>
        </ReviewDialog>
      )}
    </>
  );
}
