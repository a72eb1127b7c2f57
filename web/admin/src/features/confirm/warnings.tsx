/** What a reader may stumble over. Each is acknowledged by itself, and only for the text that it is about. */

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

export function Warnings({ draft, look, links, looked }: Props) {
  const reason = useReasonNot('deliveries_write', 'deliveries_send');
  const save = useChange({
    method: 'PUT',
    path: `drafts/${draft.id}/acknowledgements`,
    touches: ['drafts'],
    done: looked.accept,
  });
  const closed = (links.data?.links ?? [])
    .filter(({ outcome }) => outcome === 'closed')
    .map(({ key, url, message }) => {
      return { key, message, quote: url, acknowledged: draft.acknowledged.includes(key) };
    });
  const warnings = [...look.warnings, ...closed];
  const open = warnings.filter((one) => !one.acknowledged).length;
  const toggle = (key: string, on: boolean) => {
    const known = look.warnings.filter((one) => one.acknowledged).map((one) => one.key);
    // The draft's own: also those of links that could not be looked at this time.
    const others = new Set([...draft.acknowledged, ...known]);
    others.delete(key);
    const keys = on ? [...others, key] : [...others];
    save.mutate({ version: draft.version, keys }, { onError: looked.tell });
  };
  if (warnings.length === 0) return <LinksSeen links={links} />;
  return (
    <Section title={open > 0 ? `確かめてほしいところ（あと${open}件）` : '確かめたところ'}>
      <p>問題がなければ、1件ずつ印を付けてください。直すときは「内容を直す」に戻ります。</p>
      <ProblemNotice error={otherThanMoved(save.error)} />
      <ul className="flex flex-col gap-2">
        {warnings.map((one) => (
          <li
            key={one.key}
            className="rounded-8 border-2 border-l-8 border-warning-orange-2 bg-white px-4 py-2"
          >
            <Checkbox
              label={
                <>
                  <span className="block">{one.message}</span>
                  {one.quote && <q className="text-sm text-solid-gray-700">{one.quote}</q>}
                </>
              }
              checked={one.acknowledged}
              reason={reason ?? (save.isPending ? '保存しています' : looked.blocked)}
              onChecked={(on) => toggle(one.key, on)}
            />
          </li>
        ))}
      </ul>
      <LinksSeen links={links} />
    </Section>
  );
}

/** What a look at the links could not show: to be known, and nothing to acknowledge. */
export function LinksSeen({ links: { data, isPending, isError, fetchStatus } }: Pick<Props, 'links'>) {
  if (isError) return <p role="status">リンクが開けるかは、確認できませんでした。</p>;
  if (isPending) return fetchStatus === 'idle' ? null : <p role="status">リンクが開けるか確かめています…</p>;
  const unseen = data.links.filter(({ outcome }) => outcome === 'unseen');
  const opened = data.links.filter(({ outcome }) => outcome === 'open').length;
  return (
    <div className="flex flex-col gap-1 empty:hidden" role="status">
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
    </div>
  );
}
