/** Which delivery's reactions a line asks about. Only deliveries with buttons or films that record them can be chosen. */

import { useGet } from '../../shared/api/query.ts';
import { people } from '../../shared/format/words.ts';
import { Select } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';

type Reaction = { readonly clicked: string } | { readonly opened: string };

interface Props {
  readonly leaf: Reaction;
  readonly onLeaf: (leaf: Reaction) => void;
}

export function ReactionFields({ leaf, onLeaf }: Props) {
  const { data, error, refetch } = useGet('reactions');
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what="配信の一覧を" />;
  const isClick = 'clicked' in leaf;
  const chosen = isClick ? leaf.clicked : leaf.opened;
  if (data.length === 0 && chosen === '')
    return (
      <p>
        選べる配信が、まだありません。押したときに「押したことを記録する」ボタンを付けて配信すると、ここから選べます。
      </p>
    );
  const known = data.some(({ delivery }) => delivery === chosen);
  return (
    <Select
      label="どの配信ですか"
      required
      hint="ボタンを押したことを記録する配信を、始まってから選べます。作成から6か月たつと選べなくなります。"
      choices={[
        ...(chosen === '' ? [{ value: '', label: '選んでください' }] : []),
        ...(known || chosen === '' ? [] : [{ value: chosen, label: '（いまは選べない配信）' }]),
        ...data.map(({ delivery, title, opened, clicked }) => ({
          value: delivery,
          label: `${title}（${people(isClick ? clicked : opened)}）`,
        })),
      ]}
      value={chosen}
      onValue={(delivery) => onLeaf(isClick ? { clicked: delivery } : { opened: delivery })}
    />
  );
}
