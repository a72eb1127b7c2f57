/** Keeps the bubbles of a draft as a template: a new one, or in place of one that is there. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import { moment } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Select, TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { bubbleDifferences } from '../composer/draft_differences.ts';
import type { Template, WholeTemplate } from './wire.ts';

interface Props {
  readonly messages: readonly string[];
  readonly department: string | null;
}

export function SaveTemplate({ messages, department }: Props) {
  const [open, setOpen] = useState(false);
  const [kept, setKept] = useState<string>();
  const reason = messages.length === 0 ? '吹き出しを1つ以上作ると、ひな形として残せます' : undefined;
  return (
    <>
      <Button reason={reason} onClick={() => setOpen(true)}>
        ひな形として残す
      </Button>
      <p role="status" className={kept === undefined ? 'sr-only' : 'text-solid-gray-700'}>
        {kept !== undefined && `ひな形「${kept}」を残しました。`}
      </p>
      {open && (
        <SaveDialog
          messages={messages}
          department={department}
          onClose={() => setOpen(false)}
          onKept={(name) => {
            setKept(name);
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

type DialogProps = Props & { readonly onClose: () => void; readonly onKept: (name: string) => void };

function SaveDialog({ messages, department, onClose, onKept }: DialogProps) {
  const { data, error } = useGet('templates');
  const [over, setOver] = useState('');
  const [name, setName] = useState('');
  const [missing, setMissing] = useState<string>();
  const old = data?.templates.find(({ id }) => id === over);
  const done = (template: Template) => onKept(template.name);
  const touches = ['templates'];
  const create = useChange({
    method: 'POST',
    path: 'templates',
    touches,
    creates: true,
    done,
  });
  const replace = useChange({ method: 'PUT', path: `templates/${over}`, touches, done });
  const replaceWith = ({ version, name, department }: Template) =>
    replace.mutate({ version, name, department, messages });
  const submit = () => {
    if (old) return replaceWith(old);
    setMissing(name.trim() === '' ? 'ひな形の名前を入力してください。' : undefined);
    if (name.trim() !== '') create.mutate({ name: name.trim(), department, messages });
  };
  const failed = old ? replace.error : create.error;
  return (
    <Dialog
      title="ひな形として残す"
      open
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={create.isPending || replace.isPending} onClick={submit}>
            {old ? `「${old.name}」を置き換える` : 'ひな形を残す'}
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <p>
        いまの吹き出し{messages.length}つを残します。次に配信を作るとき、「ひな形」の画面から使えます。
        対象と日時は残しません。
      </p>
      <ProblemNotice error={error} />
      <ConflictNotice<WholeTemplate>
        error={failed}
        differences={(current) => [
          ...bubbleDifferences(messages, current.messages),
          { name: '更新', mine: 'いま', theirs: `${moment(current.updated_at)} ${current.updated_by.name}` },
        ]}
        onTheirs={onClose}
        onMine={replaceWith}
      />
      {!isStale(failed) && <ProblemNotice error={failed} />}
      <Select
        label="残し方"
        value={over}
        onValue={setOver}
        choices={[
          { value: '', label: '新しいひな形にする' },
          ...(data?.templates ?? []).map(({ id, name }) => ({ value: id, label: `「${name}」を置き換える` })),
        ]}
      />
      {!old && <TextField label="ひな形の名前" required value={name} onValue={setName} error={missing} />}
    </Dialog>
  );
}
