/** What the frame needs to steer the session; screens use `session.ts`. */

import { createContext } from 'react';
import type { Session } from '../api/types.ts';

export interface SessionControl {
  readonly setSession: (session: Session) => void;
  /** When the server last answered something that the person asked for, in milliseconds since 1970. */
  readonly heardAt: number;
  /** The session has ended by the clock: asks the person to sign in over the page. */
  readonly ended: () => void;
}

export const SessionControlContext = createContext<SessionControl | undefined>(undefined);
