/** All faults at the top, each a link to its field. The address of the page stays as it is: LIFF wants that. */

import { CONSENT, type Fault } from '../shared/fault.ts';
import { Heading } from './heading.tsx';

interface Props {
  faults: readonly Fault[];
  /** The id of the field of an item. */
  fieldOf: (target: string) => string;
  focus: number;
}

export function Summary({ faults, fieldOf, focus }: Props) {
  if (faults.length === 0) return null;
  return (
    <section class="summary" aria-label="確かめてほしいところ">
      <Heading focus={focus}>{faults.length}か所を確かめてください</Heading>
      <ul>
        {faults.map(({ target, message }) => (
          <li>
            {target === undefined ? (
              message
            ) : (
              <Jump to={target === CONSENT ? 'agree' : fieldOf(target)} message={message} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Jump({ to, message }: { to: string; message: string }) {
  const jump = (event: Event) => {
    event.preventDefault();
    document.getElementById(`${to}-item`)?.scrollIntoView({ block: 'start' });
    document.getElementById(to)?.focus({ preventScroll: true });
  };
  return (
    <a href={`#${to}`} onClick={jump}>
      {message}
    </a>
  );
}
