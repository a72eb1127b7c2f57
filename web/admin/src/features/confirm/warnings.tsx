/** What a reader may stumble over. Each is acknowledged by itself, and only for the text that it is about. */

import { useEffect, useState } from 'react';
import { useChange } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import type { useLinks } from './links.ts';
import { type Looked, otherThanMoved } from './use_looked.ts';

interface Props {
  readonly draft: Draft;
  readonly look: Confirmation;
  readonly links: ReturnType<typeof useLinks>;
  readonly looked: Looked;
}

/**
 * Ticks as they were made, however fast; saved one after the other, each with the version that the one before left. What was
 * ticked counts for nothing else before it is saved: the button that sends waits for the next look.
 */
function useTicks(draft: Draft, look: Confirmation, { moved, accept, saving, tell }: Looked) {
  const [wishes, setWishes] = useState<ReadonlyMap<string, boolean>>(new Map());
  const save = useChange({
    method: 'PUT',
    path: `drafts/${draft.id}/acknowledgements`,
    touches: ['drafts'],
    done: (next, sent) => {
      accept(next);
      setWishes((made) => new Map([...made].filter(([key, on]) => sent.keys?.includes(key) !== on)));
    },
  });
  const { mutate, isPending } = save;
  const isOld = look.draft_version !== draft.version;
  const isHeld = (key: string, acknowledged: boolean) =>
    isOld ? draft.acknowledged.includes(key) : acknowledged;
  const isUnsaved = wishes.size > 0;
  useEffect(() => {
    saving(isUnsaved);
    return () => saving(false);
  }, [isUnsaved, saving]);
  const isWaiting = isUnsaved && !isPending && moved === undefined;
  useEffect(() => {
    if (!isWaiting) return;
    const known = look.warnings.filter(({ key, acknowledged }) => isHeld(key, acknowledged));
    // The draft's own: also those of links that could not be looked at this time.
    const keys = new Set([...draft.acknowledged, ...known.map(({ key }) => key)]);
    for (const [key, on] of wishes) on ? keys.add(key) : keys.delete(key);
    const gone = (error: unknown) => {
      setWishes(new Map());
      tell(error);
    };
    mutate({ version: draft.version, keys: [...keys] }, { onError: gone });
  });
  return {
    save,
    wish: (key: string, on: boolean) => setWishes((made) => new Map(made).set(key, on)),
    isSeen: ({ key, acknowledged }: Ticked) => wishes.get(key) ?? isHeld(key, acknowledged),
  };
}

/** The same words in two bubbles are two findings: which is which. */
function whereOf(path: string, { messages }: Draft): string {
  const at = messages.length > 1 ? /^\/messages\/(\d+)/.exec(path)?.[1] : undefined;
  return at === undefined ? '' : `${Number(at) + 1}つ目の吹き出し：`;
}

interface Ticked {
  readonly key: string;
  readonly acknowledged: boolean;
}

export function Warnings({ draft, look, links, looked }: Props) {
  const reason = useReasonNot('deliveries_write', 'deliveries_send');
  const { wish, isSeen, save } = useTicks(draft, look, looked);
  const closed = (links.data?.links ?? [])
    .filter(({ outcome }) => outcome === 'closed')
    .map(({ key, url, message }) => {
      const acknowledged = draft.acknowledged.includes(key);
      return { key, message, quote: url, acknowledged, hint: '印を付けなくても配信できます。' };
    });
  const warnings = [...look.warnings.map((one) => ({ ...one, hint: undefined })), ...closed];
  const open = look.warnings.filter((one) => !isSeen(one)).length;
  const isAllSeen = warnings.every(isSeen);
  if (warnings.length === 0) return <LinksSeen links={links} />;
  return (
    <Section
      title={
        open > 0
          ? `確かめてほしいところ（あと${open}件）`
          : isAllSeen
            ? '確かめたところ'
            : '確かめてほしいところ'
      }
    >
      <p>問題がなければ、1件ずつ印を付けてください。直すときは「内容を直す」に戻ります。</p>
      <ProblemNotice error={otherThanMoved(save.error)} />
      <p role="status" className="min-h-6 text-sm text-solid-gray-700">
        {save.isPending && '保存しています…'}
      </p>
      <ul className="flex flex-col gap-2">
        {warnings.map((one) => (
          <li
            key={one.key}
            className="rounded-8 border-2 border-l-8 border-warning-orange-2 bg-white px-4 py-2"
          >
            <Checkbox
              label={
                <>
                  <span className="block">
                    {'path' in one && whereOf(one.path, draft)}
                    {one.message}
                  </span>
                  {one.quote && <q className="text-sm text-solid-gray-700">{one.quote}</q>}
                </>
              }
              checked={isSeen(one)}
              hint={one.hint}
              reason={reason ?? (looked.moved && looked.blocked)}
              onChecked={(on) => wish(one.key, on)}
            />
          </li>
        ))}
      </ul>
      <LinksSeen links={links} />
    </Section>
  );
}

/**
 * What a look at the links could not show: to be known, and nothing to acknowledge. Its line stays when there was nothing
 * to say: a button below would move away from under a finger.
 */
export function LinksSeen({ links }: Pick<Props, 'links'>) {
  if (links.isPending && links.fetchStatus === 'idle') return null;
  return (
    <div className="flex min-h-[1lh] flex-col gap-1" role="status">
      <Outcomes links={links} />
    </div>
  );
}

function Outcomes({ links: { data, isPending, isError } }: Pick<Props, 'links'>) {
  if (isError) return 'リンクが開けるかは、確認できませんでした。';
  if (isPending) return 'リンクが開けるか確かめています…';
  const unseen = data.links.filter(({ outcome }) => outcome === 'unseen');
  const opened = data.links.filter(({ outcome }) => outcome === 'open').length;
  return (
    <>
      {opened > 0 && <p>{opened}件のリンクが開けることを確かめました。</p>}
      {unseen.length > 0 && (
        <ul className="list-disc pl-6">
          {unseen.map(({ key, url, message }) => (
            <li key={key}>
              <span className="break-all">{url}</span>：{message}
            </li>
          ))}
        </ul>
      )}
      {data.left_out > 0 && <p>リンクが多いため、あと{data.left_out}件は確かめていません。</p>}
    </>
  );
}
