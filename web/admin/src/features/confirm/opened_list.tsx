/** Beside the preview: what it cannot show, for whoever answers for it. Hostile words stay words. */

import { Section } from '../../shared/ui/page.tsx';
import { type Bubble, openedBy, type Tap } from './opened.ts';

export function OpenedList({ messages }: { messages: readonly string[] }) {
  return (
    <Section title="押すと開くもの・送られる文・通知の文">
      <ol className="flex flex-col gap-4">
        {openedBy(messages).map((bubble, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is looked at does not move
          <li key={index}>
            <OneBubble bubble={bubble} title={`${index + 1}つ目：${bubble.name}`} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function OneBubble({ bubble: { notification, taps }, title }: { bubble: Bubble; title: string }) {
  return (
    <div className="rounded-8 border border-solid-gray-420 bg-white px-4 py-3">
      <h3 className="font-bold">{title}</h3>
      <dl className="mt-1 flex flex-col gap-2">
        <div>
          <dt className="text-sm text-solid-gray-700">通知の文</dt>
          <dd className="wrap-anywhere">{notification === '' ? '（ありません）' : notification}</dd>
        </div>
        {taps.map((tap, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two taps may say and do the same
          <OneTap key={index} tap={tap} />
        ))}
      </dl>
      {taps.length === 0 && <p className="mt-2 text-sm text-solid-gray-700">押せるところはありません。</p>}
    </div>
  );
}

function OneTap({ tap: { on, happens } }: { tap: Tap }) {
  return (
    <div className="border-t border-solid-gray-420 pt-2">
      <dt className="wrap-anywhere font-bold">{on}</dt>
      {happens.map(({ what, exactly, host, look }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tap may send two texts
        <dd key={index}>
          <span className="text-sm text-solid-gray-700">{what}</span>
          {host && <strong className="ml-2 break-all">{host}</strong>}
          {exactly !== '' && <span className="block whitespace-pre-wrap break-all">{exactly}</span>}
          {look && (
            <a className="link" href={look} target="_blank" rel="noreferrer">
              地図で確かめる（新しいタブ）
            </a>
          )}
        </dd>
      ))}
    </div>
  );
}
