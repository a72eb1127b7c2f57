/** Begins a delivery: as a copy of an earlier one, from a template, or with nothing in it. */

import { useEffect, useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import { short } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { type NewDraft, NewDraftButton } from './new_draft.tsx';

/** Of each kind; more are found by their name. */
const SHOWN = 5;
const AFTER_MS = 250;

interface Begun {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly begin: NewDraft;
  readonly department: string | null;
}

export function NewDeliveryButton() {
  const [isOpen, setOpen] = useState(false);
  const reason = useReasonNot('deliveries_write');
  return (
    <>
      <Button kind="primary" reason={reason} onClick={() => setOpen(true)}>
        配信を作成する
      </Button>
      {isOpen && <NewDelivery onClose={() => setOpen(false)} />}
    </>
  );
}

function NewDelivery({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), AFTER_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const earlier = useGet('deliveries', {
    view: 'past',
    q: asked,
    limit: SHOWN,
  });
  const templates = useGet('templates');
  const named = (templates.data?.templates ?? []).filter(({ name }) =>
    name.toLowerCase().includes(asked.toLowerCase()),
  );
  // In a city that has sent nothing yet there is nothing to look for.
  const isBare =
    asked === '' && earlier.data?.deliveries.length === 0 && templates.data?.templates.length === 0;
  return (
    <Dialog
      title="配信を作成する"
      open
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>やめる</Button>}
    >
      <TextField label="前の配信やひな形を、名前でさがす" type="search" value={words} onValue={setWords} />
      <ProblemNotice
        error={earlier.error ?? templates.error}
        onRetry={() => void Promise.all([earlier.refetch(), templates.refetch()])}
      />
      {/* Of one height: what is found late must not push the last button away from under a finger. */}
      <div className={`flex flex-col gap-4 overflow-y-auto ${isBare ? '' : 'h-80'}`}>
        <Begins
          title="前の配信を複製して作成"
          label="複製して作成"
          none="前の配信は見つかりません。"
          all={earlier.data?.deliveries.map(({ id, title, listed_at, target_description, department }) => ({
            id,
            title: title || '無題の配信',
            note: `${short(listed_at)} ${target_description}`,
            begin: { copy_of: { delivery: id } },
            department,
          }))}
        />
        <Begins
          title="ひな形から作成"
          label="使って作成"
          none="ひな形は見つかりません。"
          all={
            templates.data &&
            named.slice(0, SHOWN).map(({ id, name, beginning, department }) => ({
              id,
              title: name,
              note: beginning,
              begin: { copy_of: { template: id } },
              department,
            }))
          }
        />
      </div>
      <section className="flex flex-col gap-2">
        <h3 className="font-bold">何もないところから</h3>
        <NewDraftButton kind="secondary" label="空の下書きから作成" />
      </section>
    </Dialog>
  );
}

interface BeginsProps {
  readonly title: string;
  readonly label: string;
  readonly none: string;
  readonly all: readonly Begun[] | undefined;
}

function Begins({ title, label, none, all }: BeginsProps) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-bold">{title}</h3>
      {all === undefined && <Loading />}
      {all?.length === 0 && <p>{none}</p>}
      <ul className="flex flex-col">
        {all?.map((one) => (
          <li
            key={one.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-solid-gray-420 py-2"
          >
            <span className="min-w-0 grow basis-60">
              <span className="block font-bold">{one.title}</span>
              <span className="line-clamp-2 text-sm text-solid-gray-700">{one.note}</span>
            </span>
            <NewDraftButton
              kind="secondary"
              size="sm"
              label={label}
              name={`「${one.title}」を${label}`}
              begin={one.begin}
              department={one.department}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
