/** What the page knows at one moment, and what follows from it. */

import { type Answers, type Inputs, merge } from '../shared/answers.ts';
import type { Session } from '../shared/api/session.ts';
import type { Fault } from '../shared/fault.ts';
import type { Form, Item } from '../shared/form.ts';
import { shownItems } from '../shared/shown.ts';
import type { Stage } from '../shared/stage.ts';

export type Later = typeof import('./later.ts');

export type View = 'form' | 'removing' | 'saved' | 'removed';

export interface State {
  readonly view: View;
  readonly form: Form | undefined;
  readonly session: Session | undefined;
  /** Why the form, or the earlier answers, are not there yet; '' while nothing is wrong. */
  readonly formProblem: string;
  readonly sessionProblem: string;
  /** What was changed here, and the version of the consent text that was ticked here. */
  readonly touched: Inputs;
  readonly agreed: string | undefined;
  readonly faults: readonly Fault[];
  readonly stage: Stage;
  /** The part of the page that comes after the form: it saves and removes, and draws what follows. */
  readonly later: Later | undefined;
  /** Raised when the page shall move the focus: to the faults, or to a view's heading. */
  readonly focus: number;
}

const NONE: Answers = new Map();

/** What follows from the state once the form is there. */
export interface Derived {
  readonly stored: Answers;
  readonly inputs: Inputs;
  readonly shown: readonly Item[];
  readonly hasAgreed: boolean;
  /** Whether the consent in force is already stored. */
  readonly isConsentStored: boolean;
}

export function derive(form: Form, { session, touched, agreed }: State): Derived {
  const stored = session?.answers ?? NONE;
  const inputs = merge(form, stored, touched);
  const version = String(form.consent.version);
  const isConsentStored = session?.registered === true && session.consentVersion === version;
  return {
    stored,
    inputs,
    shown: shownItems(form, inputs),
    isConsentStored,
    hasAgreed: isConsentStored || agreed === version,
  };
}
