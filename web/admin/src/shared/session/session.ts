/** Who is signed in, for every screen below the frame. */

import { createContext, useContext } from 'react';
import type { Me, Permission, SignedIn } from '../api/types.ts';

export interface Known {
  readonly session: SignedIn;
  /** Asks for a second factor if the last one is older than five minutes; false where the person gave up. */
  readonly stepUp: () => Promise<boolean>;
}

export const SessionContext = createContext<Known | undefined>(undefined);

export function useSession(): Known {
  const known = useContext(SessionContext);
  if (known === undefined) throw new Error('there is no session outside the frame');
  return known;
}

export const useMe = (): Me => useSession().session.me;

/** Whether this person may do one of these. The server decides; this only spares dead ends. */
export function useMay(...any: Permission[]): boolean {
  const { me, viewing_as } = useSession().session;
  return viewing_as === null && any.some((permission) => me.permissions.includes(permission));
}

const LOOKING = 'ほかの人の目で見ている間は、変更できません';

/** The reason for a button that takes a delivery back, for whoever has to call somebody in time. */
export function useReasonNotUndo(sender?: string): string | undefined {
  const reason = useReasonNot('deliveries_send');
  if (reason === undefined || reason === LOOKING) return reason;
  const called = sender ? `（配信した人：${sender}）` : '';
  return `取り消せるのは、配信する権限のある人です。すぐに連絡してください${called}`;
}

/** The reason for a button that somebody may not press; undefined where they may. */
export function useReasonNot(...any: Permission[]): string | undefined {
  const { viewing_as } = useSession().session;
  const may = useMay(...any);
  if (may) return undefined;
  return viewing_as !== null
    ? LOOKING
    : 'この操作をする権限がありません。必要なときは管理者に相談してください';
}
