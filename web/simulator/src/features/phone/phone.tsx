/** One phone: who holds it, the talk, quick replies, what to type, the rich menu. */

import { useState } from 'preact/hooks';
import type { User, UserId } from '../../shared/api/users.ts';
import type { Live } from '../../shared/live.ts';
import { PhoneScreen } from './phone_screen.tsx';
import { PhoneTop } from './phone_top.tsx';

interface Props {
  number: number;
  live: Live;
  /** The account's name. */
  account: string;
  users: User[];
  user: User | undefined;
  onChoose: (id: UserId) => void;
  onNewUser: () => void;
  /** The relation of the citizen to the account has changed. */
  onChanged: () => void;
}

export function Phone({ number, live, account, users, user, onChoose, onNewUser, onChanged }: Props) {
  const [problem, setProblem] = useState('');
  return (
    <section class="phone" aria-label={`電話${number}`}>
      <PhoneTop
        number={number}
        users={users}
        user={user}
        onChoose={onChoose}
        onNewUser={onNewUser}
        onChanged={onChanged}
        onProblem={setProblem}
      />
      {problem && (
        <p class="phone-problem" role="alert">
          {problem}
          <button type="button" class="link-button" onClick={() => setProblem('')}>
            閉じる
          </button>
        </p>
      )}
      {user ? (
        <PhoneScreen key={user.userId} live={live} account={account} user={user} onProblem={setProblem} />
      ) : (
        <p class="phone-empty">利用者がいません。「友だちを追加」で新しい利用者を作ってください。</p>
      )}
    </section>
  );
}
