/** Begins a draft and opens it. */

import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../shared/api/query.ts';
import type { Sent } from '../../shared/api/wire.ts';
import { useMe, useReasonNot } from '../../shared/session/session.ts';
import { Button, type ButtonKind } from '../../shared/ui/button.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { copied } from '../composer/copied.ts';

export type NewDraft = Sent<'POST', 'drafts'>;

interface Props {
  readonly begin?: NewDraft;
  /** The department of what it is a copy of; it stays. */
  readonly department?: string | null | undefined;
  readonly label?: string;
  /** What it does, where the label alone would not say it. */
  readonly name?: string;
  readonly size?: 'sm' | 'md';
  readonly kind?: ButtonKind;
}

export function NewDraftButton({
  begin = {},
  department,
  label = '配信を作成する',
  name,
  size,
  kind = 'primary',
}: Props) {
  const navigate = useNavigate();
  const reason = useReasonNot('deliveries_write');
  const create = useChange({
    method: 'POST',
    path: 'drafts',
    touches: ['drafts', 'home'],
    creates: true,
    done: ({ id }) => {
      if (begin.copy_of) copied(id);
      void navigate({ to: '/drafts/$id', params: { id } });
    },
  });
  // Whoever writes for one department means that one; any other choice is made in the draft.
  const [own, ...others] = useMe().departments;
  const isOwn = !department && own !== undefined && others.length === 0;
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        kind={kind}
        {...(size && { size })}
        aria-label={name}
        reason={reason}
        busy={create.isPending}
        onClick={() => create.mutate(isOwn ? { ...begin, department: own.id } : begin)}
      >
        {label}
      </Button>
      <ProblemNotice error={create.error} />
    </div>
  );
}
