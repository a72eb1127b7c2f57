/** A draft on which several people work, as the server keeps it: each step is a version, and one that was not seen is refused. */

import type { Confirmation, Draft } from '../src/shared/api/types.ts';
import { delivery } from './fixtures.ts';
import { confirmation, wholeDraft } from './fixtures_drafts.ts';
import { type Received, Reply, refuse, type StandIn } from './stand_in.ts';

const JIRO = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
const HANAKO = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };

export interface Desk {
  readonly stands: () => Draft;
  /** A colleague's step. */
  readonly change: (change: Partial<Draft>) => void;
}

type Look = (draft: Draft) => Partial<Confirmation>;

export function desk(api: StandIn, begun: Draft = wholeDraft(), look: Look = () => ({})): Desk {
  let stands = begun;
  const path = `drafts/${begun.id}`;
  const stale = () =>
    refuse(409, 'stale_version', 'ほかの人が先に変更しました', {
      current_version: stands.version,
      current: stands,
    });
  const step = (change: Partial<Draft>, by = HANAKO): Draft => {
    stands = { ...stands, ...change, version: stands.version + 1, updated_by: by };
    return stands;
  };
  const answers = (what: string, answer: (request: Received) => object) => {
    api.answers[what] = (request) => (request.body?.version === stands.version ? answer(request) : stale());
  };
  const approvalOf = (change: object) => ({ ...stands.approval, ...change }) as Draft['approval'];
  api.answers[`GET ${path}`] = () => stands;
  answers(`POST ${path}/confirmation`, () =>
    confirmation({ ...look(stands), draft_version: stands.version, content_hash: stands.content_hash }),
  );
  answers(`PUT ${path}/acknowledgements`, ({ body }) => step({ acknowledged: body?.keys as string[] }));
  answers(`POST ${path}/approval/approve`, () =>
    step({ state: 'approved', approval: approvalOf({ state: 'approved', decided_by: HANAKO }) }),
  );
  answers(`POST ${path}/approval/return`, ({ body }) =>
    step({ state: 'returned', approval: approvalOf({ state: 'returned', reason: body?.reason }) }),
  );
  answers(`PUT ${path}`, ({ body }) => {
    const { version: _, ...content } = body as Record<string, unknown>;
    return step({ ...content, state: 'editing', approval: null, content_hash: `hash ${stands.version}` });
  });
  api.answers[`DELETE ${path}`] = new Reply(204);
  answers(`POST ${path}/send`, () => {
    step({ state: 'sent_off', delivery_id: delivery().id });
    return delivery();
  });
  return {
    stands: () => stands,
    change: (change) => void step({ content_hash: `hash ${stands.version}`, ...change }, JIRO),
  };
}
