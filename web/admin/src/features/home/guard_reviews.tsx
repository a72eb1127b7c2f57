/** After the checks before a send were weakened, somebody else looks at it and writes down what they checked. */

import type { Wire } from '../../shared/api/wire.ts';
import { short } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { ReviewDialog } from './review_dialog.tsx';
import { ReviewList } from './review_list.tsx';

type GuardReview = Wire<'GuardReviewAnswer'>;

const GUARDS: Record<string, string> = {
  approval: '承認が必要な配信',
  approval_hours: '承認の期限',
  typed_count_from: '人数の入力が必要な人数',
  typed_count_share: '人数の入力が必要な割合',
  undo_minutes: '取り消せる時間',
};

const TITLE = '配信前の確認をゆるめた変更の、事後の確認';

export function GuardReviews({ reviews }: { reviews: readonly GuardReview[] }) {
  return (
    <ReviewList
      title={TITLE}
      reviews={reviews}
      reason={useReasonNot('settings', 'users')}
      line={(review) => (
        <p>
          {short(review.at)} {review.by.name}さんがゆるめた確認：
          {review.weakened.map((name) => GUARDS[name] ?? name).join('、')}
        </p>
      )}
      label={({ by }) => `${by.name}さんの変更について、確認した内容を書く`}
      dialog={({ id }, onClose) => (
        <ReviewDialog title={TITLE} path={`guard-reviews/${id}`} onClose={onClose}>
          <p>だれの判断で変えたか、いつまで変えておくかを、変えた人に直接確かめてから書いてください。</p>
        </ReviewDialog>
      )}
    />
  );
}
