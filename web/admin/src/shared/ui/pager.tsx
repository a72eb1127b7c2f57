/** Pages of a list that is read by a cursor: further on, and back to the beginning. */

import { Button } from './button.tsx';

interface Props {
  readonly label: string;
  /** Whether this is not the first page. */
  readonly later: boolean;
  /** The cursor of the next page. */
  readonly next: string | null | undefined;
  readonly onFirst: () => void;
  readonly onNext: (cursor: string) => void;
}

export function Pager({ label, later, next, onFirst, onNext }: Props) {
  if (!later && !next) return null;
  return (
    <nav aria-label={label} className="flex flex-wrap gap-3 py-4">
      {later && <Button onClick={onFirst}>最初のページへ</Button>}
      {next && <Button onClick={() => onNext(next)}>次のページへ</Button>}
    </nav>
  );
}
