/** What somebody has to look at afterwards, one line each, and the dialog in which they write down what they found. */

import { type ReactNode, useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Section } from '../../shared/ui/page.tsx';

interface Props<T> {
  readonly title: string;
  readonly reviews: readonly T[];
  /** Why nobody may write here just now. */
  readonly reason: string | undefined;
  readonly line: (review: T) => ReactNode;
  /** The button's name, where its line does not say what it is about. */
  readonly label?: (review: T) => string;
  readonly dialog: (review: T, onClose: () => void) => ReactNode;
}

export function ReviewList<T extends { readonly id: string }>(props: Props<T>) {
  const { title, reviews, reason, line, label, dialog } = props;
  const [chosen, setChosen] = useState<T>();
  return (
    <>
      {reviews.length > 0 && (
        <Section title={title}>
          <ul className="flex flex-col gap-3">
            {reviews.map((review) => (
              <li key={review.id} className="card flex flex-col items-start gap-2">
                {line(review)}
                <Button
                  size="sm"
                  reason={reason}
                  aria-label={label?.(review)}
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
      {chosen && dialog(chosen, () => setChosen(undefined))}
    </>
  );
}
