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

/** Whose things are one's own on these pages: while somebody looks through a colleague's eyes, the colleague's. */
export function useEyes(): { readonly id: string; readonly name: string } {
  const { me, viewing_as } = useSession().session;
  return viewing_as ?? me;
}

/**
 * Whether these pages show what needs one of these; through a colleague's eyes, as the colleague sees them. The server
 * decides; this only spares dead ends. What changes something also asks `useReasonNot`.
 */
export function useMay(...any: Permission[]): boolean {
  const { me } = useSession().session;
  return any.some((permission) => me.permissions.includes(permission));
}

const LOOKING = 'ほかの人の目で見ている間は、変更できません';

/** The reason for a button that takes a delivery back, for whoever has to call somebody in time. */
export function useReasonNotUndo(sender?: string): string | undefined {
  const reason = useReasonNot('deliveries_send');
  if (reason === undefined || reason === LOOKING) return reason;
  const called = sender ? `（配信した人：${sender}）` : '';
  return `取り消せるのは、配信する権限のある人です。すぐに連絡してください${called}`;
}

/** The reason for a button over one's own things; undefined where one looks with one's own eyes. */
export function useReasonNotOwn(): string | undefined {
  return useSession().session.viewing_as === null ? undefined : LOOKING;
}

/** The reason for a button that somebody may not press; undefined where they may. */
export function useReasonNot(...any: Permission[]): string | undefined {
  const { viewing_as } = useSession().session;
  const may = useMay(...any);
  if (!may) return 'この操作をする権限がありません。必要なときは管理者に相談してください';
  return viewing_as !== null ? LOOKING : undefined;
}
