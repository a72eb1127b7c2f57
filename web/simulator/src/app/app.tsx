/** The whole page: header and a row of phones. */

import { useState } from 'preact/hooks';
import { NewUserDialog } from '../features/phone/new_user_dialog.tsx';
import { Phone } from '../features/phone/phone.tsx';
import { getAccount } from '../shared/api/account.ts';
import { changeFriend, createUser, getUsers, type User, type UserId } from '../shared/api/users.ts';
import { type Live, useConnection } from '../shared/live.ts';
import { useResource } from '../shared/use_resource.ts';
import { Header } from './header.tsx';
import { MOST_PHONES, usePhones } from './use_phones.ts';

export function App({ live }: { live: Live }) {
  const connection = useConnection(live);
  const users = useResource(live, 'users', getUsers, ({ type }) => type === 'user');
  const account = useResource(live, 'account', getAccount, () => false);
  const phones = usePhones(users.value ?? []);
  const [newUserFor, setNewUserFor] = useState<number | null>(null);

  const addFriend = async (displayName: string) => {
    const created = await createUser(displayName);
    await changeFriend(created.userId, 'follow');
    users.reload();
    if (newUserFor !== null) phones.choose(newUserFor, created.userId);
    setNewUserFor(null);
  };

  return (
    <>
      <Header
        live={live}
        connection={connection}
        phones={phones.chosen.length}
        onAdd={phones.chosen.length < MOST_PHONES ? phones.add : undefined}
        onRemove={phones.chosen.length > 3 ? phones.remove : undefined}
      />
      <main class="phones">
        {users.error && (
          <p class="load-error" role="alert">
            利用者の一覧を読み込めません。{users.error}
          </p>
        )}
        {phones.chosen.map((id, index) => (
          <Phone
            key={index}
            number={index + 1}
            live={live}
            account={account.value?.name ?? '公式アカウント'}
            users={users.value ?? []}
            user={find(users.value, id)}
            onChoose={(chosen) => phones.choose(index, chosen)}
            onNewUser={() => setNewUserFor(index)}
            onChanged={users.reload}
          />
        ))}
      </main>
      {newUserFor !== null && (
        <NewUserDialog
          suggestion={suggestion(users.value)}
          onAdd={addFriend}
          onClose={() => setNewUserFor(null)}
        />
      )}
    </>
  );
}

const find = (users: User[] | undefined, id: UserId | null) => users?.find((user) => user.userId === id);

const suggestion = (users: User[] | undefined) => `市民 ${(users?.length ?? 0) + 1}`;
