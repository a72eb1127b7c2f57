/** What is on the screen of one citizen's phone. */

import { useEffect, useRef } from 'preact/hooks';
import { getRichMenu } from '../../shared/api/rich_menu.ts';
import { getTalk, openTalk, sendText } from '../../shared/api/talk.ts';
import type { Friend, User } from '../../shared/api/users.ts';
import type { Live } from '../../shared/live.ts';
import { useResource } from '../../shared/use_resource.ts';
import { FormFrame } from '../form/form_frame.tsx';
import { useForm } from '../form/use_form.ts';
import { RichMenuDrawer } from '../rich_menu/rich_menu.tsx';
import { QuickReplies } from '../talk/quick_replies.tsx';
import { Talk } from '../talk/talk.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { DateDialog } from './date_dialog.tsx';
import { UriDialog } from './uri_dialog.tsx';
import { useActions } from './use_actions.ts';
import { useDrawer } from './use_drawer.ts';

interface Props {
  live: Live;
  /** The account's name. */
  account: string;
  user: User;
  onProblem: (sentence: string) => void;
}

export function PhoneScreen({ live, account, user, onProblem }: Props) {
  const { userId, displayName, friend } = user;
  const talk = useResource(
    live,
    userId,
    () => getTalk(userId),
    ({ type, userId: id }) => type === 'talk' && id === userId,
  );
  const menu = useResource(
    live,
    userId,
    () => getRichMenu(userId),
    (change) => change.type === 'richmenu' && (change.userId ?? userId) === userId,
  );
  const composer = useRef<ComposerHandle>(null);
  const drawer = useDrawer(menu.value);
  const form = useForm(userId, onProblem);
  const actions = useActions(userId, {
    composer,
    drawer,
    onProblem,
    onSent: talk.reload,
    onForm: form.open,
  });
  const entries = talk.value ?? [];
  const problem = talk.error ?? menu.error;
  const closed = closedBecause(friend);
  const newest = entries.findLast(({ from }) => from === 'account')?.id;
  useEffect(() => {
    if (newest !== undefined) openTalk(userId).catch((error: Error) => onProblem(error.message));
  }, [userId, newest, onProblem]);

  return (
    <div class="phone-screen">
      <div class="phone-below" inert={form.url !== null}>
        {problem && (
          <p class="phone-problem" role="alert">
            {problem}
          </p>
        )}
        <Talk name={displayName} account={account} entries={entries} onAction={actions.perform} />
        {closed && <p class="phone-blocked">{closed}</p>}
        <QuickReplies entries={entries} onAction={actions.perform} />
        <Composer
          handle={composer}
          name={displayName}
          closed={closed !== null}
          onSend={(text) => actions.run(() => sendText(userId, text))}
        />
        {menu.value && (
          <RichMenuDrawer
            richMenu={menu.value}
            open={drawer.open}
            onToggle={drawer.toggle}
            onAction={actions.perform}
          />
        )}
      </div>
      {form.url !== null && <FormFrame user={user} url={form.url} onClose={form.close} />}
      <p class="visually-hidden" role="status">
        {actions.said}
      </p>
      {actions.picking && (
        <DateDialog action={actions.picking} onPick={actions.pick} onClose={actions.close} />
      )}
      {actions.opening && <UriDialog uri={actions.opening} onOpen={actions.open} onClose={actions.close} />}
    </div>
  );
}

/** Why nothing can be sent, or null. */
function closedBecause(friend: Friend): string | null {
  switch (friend) {
    case 'following':
      return null;
    case 'blocked':
      return 'ブロック中です。メッセージは届きません。';
    case 'none':
      return '友だちではありません。「友だちになる」を押すと始まります。';
    default:
      return friend satisfies never;
  }
}
