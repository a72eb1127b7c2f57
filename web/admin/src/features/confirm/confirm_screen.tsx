/** The last look: what goes out, to how many, when, and everything that still stands in the way. */

import { Link, useParams } from '@tanstack/react-router';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useEyes, useMay, useMe } from '../../shared/session/session.ts';
import { buttonLook } from '../../shared/ui/button.tsx';
import { NightWarning } from '../../shared/ui/night_warning.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { isHandedOver } from '../composer/handed_over.ts';
import { SameMinute } from '../composer/same_minute.tsx';
import { useFormWords } from '../composer/use_form_words.ts';
import { useTested } from '../composer/use_tests.ts';
import { ApprovalPart } from './approval_part.tsx';
import { FactsTable } from './facts_table.tsx';
import { useLinks } from './links.ts';
import { LookedPage } from './looked_page.tsx';
import { SendPart } from './send_part.tsx';
import { useLooked } from './use_looked.ts';
import { Warnings } from './warnings.tsx';

export function ConfirmScreen() {
  const { id = '' } = useParams({ strict: false });
  return <Confirming key={id} id={id} />;
}

function Confirming({ id }: { id: string }) {
  const me = useMe();
  const eyes = useEyes();
  const whose = eyes.id === me.id ? `${me.name}（あなた）` : eyes.name;
  const sentBy = useMay('deliveries_send') ? whose : '配信する権限のある人';
  const looked = useLooked(id, true);
  const links = useLinks(looked.draft);
  const back = (
    <Link to="/drafts/$id" params={{ id }} className={buttonLook()}>
      内容を直す
    </Link>
  );
  return (
    <LookedPage
      looked={looked}
      what="確認"
      actions={back}
      facts={(draft, look) => (
        <>
          <FactsTable draft={draft} look={look} sentBy={sentBy} />
          <NightWarning at={look.starts_at} />
          {draft.start.kind === 'at' && <SameMinute at={draft.start.at} />}
          <Untested draft={draft} />
        </>
      )}
    >
      {(draft, look) => (
        <>
          <Errors draft={draft} look={look} />
          <Warnings draft={draft} look={look} links={links} looked={looked} />
          <ApprovalPart draft={draft} look={look} looked={looked} />
          <SendPart draft={draft} look={look} looked={looked} />
        </>
      )}
    </LookedPage>
  );
}

/** Nothing stands in the way of sending it, but nobody has seen it on a phone. */
function Untested({ draft }: { draft: Draft }) {
  const { found, isUnderWay } = useTested(draft);
  const mayTest = useMay('deliveries_write') && !isHandedOver(draft);
  if (found?.current) return null;
  if (isUnderWay) return <Notice title="テスト配信を送っています">届くと、ここに出ます。</Notice>;
  return (
    <Notice
      kind="warning"
      title={found ? 'テスト配信のあとで内容が変わりました' : 'まだテスト配信をしていません'}
    >
      {mayTest ? (
        <Link to="/drafts/$id" params={{ id: draft.id }} search={{ go: 'test' }} className="link">
          テスト配信をする
        </Link>
      ) : (
        'テスト配信は、承認を依頼する前に、下書きを作る人が行います。'
      )}
    </Notice>
  );
}

/** Each leads to the field or the step where it is mended. */
function Errors({ draft, look }: { draft: Draft; look: Confirmation }) {
  const errors = useFormWords(look.errors, draft.messages);
  if (errors.length === 0) return null;
  return (
    <Notice kind="error" title={`直さないと配信できないところが${errors.length}件あります`}>
      <ul className="list-disc pl-6">
        {errors.map((error) => (
          <li key={`${error.path} ${error.code}`}>
            <Link to="/drafts/$id" params={{ id: draft.id }} search={{ go: error.path }} className="link">
              {error.message}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
