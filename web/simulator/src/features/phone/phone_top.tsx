/** The head of a phone: choice of citizen, state of friendship, and the buttons that change it. */

import { useId } from 'preact/hooks';
import { changeFriend, type Friend, type User, type UserId } from '../../shared/api/users.ts';

interface Props {
  number: number;
  users: User[];
  user: User | undefined;
  onChoose: (id: UserId) => void;
  onNewUser: () => void;
  onChanged: () => void;
  onProblem: (sentence: string) => void;
}

export function PhoneTop({ number, users, user, onChoose, onNewUser, onChanged, onProblem }: Props) {
  const id = useId();
  return (
    <div class="phone-top">
      <label class="visually-hidden" for={id}>
        電話{number}の利用者
      </label>
      <select
        id={id}
        class="phone-user"
        value={user?.userId ?? ''}
        onChange={(event) => {
          const chosen = users.find(({ userId }) => userId === event.currentTarget.value);
          if (chosen) onChoose(chosen.userId);
        }}
      >
        {user === undefined && <option value="">利用者なし</option>}
        {listed(users, user).map(({ userId, displayName, friend }) => (
          <option key={userId} value={userId}>
            {displayName}（{friendWord(friend)}）
          </option>
        ))}
      </select>
      <div class="phone-buttons">
        {user && <FriendButton user={user} onChanged={onChanged} onProblem={onProblem} />}
        <button type="button" class="button" onClick={onNewUser}>
          友だちを追加
        </button>
      </div>
    </div>
  );
}

function FriendButton({
  user,
  onChanged,
  onProblem,
}: Pick<Props, 'onChanged' | 'onProblem'> & { user: User }) {
  const { label, change } = next(user.friend);
  const press = async () => {
    try {
      await changeFriend(user.userId, change);
      onProblem('');
    } catch (error) {
      onProblem(error instanceof Error ? error.message : '変更できませんでした');
    }
    onChanged();
  };
  return (
    <button type="button" class="button" onClick={press}>
      {label}
    </button>
  );
}

/** A list of a hundred thousand citizens helps nobody: the first, the newest and the one on show. */
const MOST_LISTED = 200;

function listed(users: User[], user: User | undefined): User[] {
  const some =
    users.length <= MOST_LISTED
      ? users
      : [...users.slice(0, MOST_LISTED / 2), ...users.slice(-MOST_LISTED / 2)];
  return user === undefined || some.includes(user) ? some : [user, ...some];
}

function friendWord(friend: Friend): string {
  switch (friend) {
    case 'following':
      return '友だち';
    case 'blocked':
      return 'ブロック中';
    case 'none':
      return '未追加';
    default:
      return friend satisfies never;
  }
}

function next(friend: Friend): { label: string; change: 'follow' | 'unfollow' | 'unblock' } {
  switch (friend) {
    case 'following':
      return { label: 'ブロック', change: 'unfollow' };
    case 'blocked':
      return { label: 'ブロック解除', change: 'unblock' };
    case 'none':
      return { label: '友だちになる', change: 'follow' };
    default:
      return friend satisfies never;
  }
}
