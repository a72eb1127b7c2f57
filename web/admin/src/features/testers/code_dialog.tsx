/** Registering by a code that the person sends to the account in the talk. */

import { useRef, useState } from 'react';
import { errorAt } from '../../shared/api/problem.ts';
import { useChange, useWatch } from '../../shared/api/query.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { moment } from '../../shared/format/jst.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { useNow } from '../deliveries/undo_countdown.tsx';
import { DepartmentSelect } from './department_select.tsx';
import { ANSWER } from './words.ts';

export function CodeDialog({ onClose }: { onClose: () => void }) {
  const { departments } = useMe();
  const [name, setName] = useState('');
  const [department, setDepartment] = useState(departments[0]?.id ?? '');
  const code = useChange({
    method: 'POST',
    path: 'testers/codes',
    touches: ['testers'],
    creates: true,
  });
  const show = () => code.mutate({ name: name.trim(), department: department || null });
  const blocked = name.trim() === '' ? '名前を入力してください' : undefined;
  return (
    <Dialog
      title="コードでテスターを登録する"
      open
      onClose={onClose}
      footer={
        <>
          {!code.data && (
            <Button kind="primary" reason={blocked} busy={code.isPending} onClick={show}>
              コードを作る
            </Button>
          )}
          <Button kind={code.data ? 'primary' : 'secondary'} onClick={onClose}>
            {code.data ? '閉じる' : 'やめる'}
          </Button>
        </>
      }
    >
      <ProblemNotice error={code.error} />
      {code.data ? (
        <Shown code={code.data} name={name.trim()} />
      ) : (
        <>
          <TextField
            label="この画面での名前"
            hint="だれのスマートフォンか分かる名前にします（例：高津 花子（公用スマホ））。"
            required
            value={name}
            onValue={setName}
            error={errorAt(code.error, 'name')}
          />
          <DepartmentSelect value={department} onValue={setDepartment} />
        </>
      )}
    </Dialog>
  );
}

interface Named {
  readonly testers: readonly { readonly id: string; readonly name: string }[];
}

/** The phone answers the account, not this page: the list is asked until somebody of this name is new in it. */
function useArrived(name: string, until: number): 'waited for' | 'there' | 'too late' {
  const before = useRef<ReadonlySet<string>>(undefined);
  const isOver = useNow(5_000) > until;
  const isThere = (data: Named | undefined): boolean => {
    const those = data?.testers.filter((one) => one.name === name).map(({ id }) => id);
    if (those && before.current === undefined) before.current = new Set(those);
    return those?.some((id) => !before.current?.has(id)) === true;
  };
  const { data } = useWatch('testers', undefined, {
    refetchInterval: ({ state }) => (isOver || isThere(state.data) ? false : 3_000),
    staleTime: 0,
  });
  if (isThere(data)) return 'there';
  return isOver ? 'too late' : 'waited for';
}

function Shown({ code, name }: { code: Wire<'CodeAnswer'>; name: string }) {
  const state = useArrived(name, Date.parse(code.expires_at));
  if (state === 'too late')
    return (
      <Notice kind="warning" title="コードの期限が切れました" live>
        この画面を閉じて、もう一度作ってください。
      </Notice>
    );
  if (state === 'there')
    return (
      <Notice kind="success" title={`${name}を登録しました`} live>
        テスト配信の「受け取る人」に出ます。
      </Notice>
    );
  return (
    <>
      <p className="text-center font-mono text-std-36B-140 tracking-widest select-all">{code.code}</p>
      <ol className="flex list-decimal flex-col gap-2 pl-6">
        <li>{name}のスマートフォンで、このアカウントのトークを開きます（友だち追加も必要です）。</li>
        <li>上のコードを、そのままメッセージとして送ります。</li>
        <li>「【テスト配信】」で始まり「{ANSWER}」と続く返事が来たら、完了です。この一覧に表示されます。</li>
      </ol>
      <p>{moment(code.expires_at)} まで、1人だけ使えます。</p>
    </>
  );
}
