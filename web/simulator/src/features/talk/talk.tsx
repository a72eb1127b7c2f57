/** The bubbles of one talk, oldest at the top, kept at the newest while nobody scrolls up. */

import { type Action, renderMessage } from '@kairan/preview';
import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TalkEntry } from '../../shared/api/talk.ts';
import { clock, day } from '../../shared/time.ts';
import { PreviewNode } from './preview_node.tsx';

interface Props {
  /** The citizen's name. */
  name: string;
  /** The account's name. */
  account: string;
  entries: TalkEntry[];
  onAction: (action: Action) => void;
}

export function Talk({ name, account, entries, onAction }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  useStickToBottom(scroller, content, entries.at(-1)?.id);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div class="talk" ref={scroller} role="log" aria-label={`${name}さんのトーク`} tabIndex={0}>
      {entries.length === 0 && <p class="talk-empty">まだメッセージはありません</p>}
      <ol class="talk-entries" ref={content}>
        {entries.map((entry, index) => (
          <Fragment key={entry.id}>
            {startsDay(entries, index) && <li class="talk-day">{day(entry.at)}</li>}
            <Entry entry={entry} account={account} onAction={onAction} />
          </Fragment>
        ))}
      </ol>
    </div>
  );
}

interface EntryProps {
  entry: TalkEntry;
  account: string;
  onAction: (action: Action) => void;
}

function Entry({ entry, account, onAction }: EntryProps) {
  const latest = useRef(onAction);
  latest.current = onAction;
  const who = entry.from === 'user' ? '本人' : account;
  return (
    <li class={`entry entry-${entry.from}`}>
      <span class="visually-hidden">{who}</span>
      {entry.messages.map((message, index) => (
        <div class="entry-message" key={index}>
          <PreviewNode
            class="entry-preview"
            inputs={[entry.id, account, JSON.stringify(message)]}
            draw={() =>
              renderMessage(
                message,
                options(entry, index, account, (action) => latest.current(action)),
              )
            }
          />
          <time class="entry-time" dateTime={entry.at.toISOString()}>
            {clock(entry.at)}
          </time>
        </div>
      ))}
    </li>
  );
}

function options(entry: TalkEntry, index: number, account: string, onAction: (action: Action) => void) {
  if (entry.from === 'user') return { side: 'user' as const, onAction };
  const named = index === 0 || hasSender(entry.messages[index - 1]);
  return named ? { onAction, account: { name: account } } : { onAction };
}

/** After a message with a name of its own the account's name has to be said again. */
function hasSender(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'sender' in message;
}

function startsDay(entries: TalkEntry[], index: number): boolean {
  const [before, now] = [entries[index - 1], entries[index]];
  return now !== undefined && (before === undefined || day(before.at) !== day(now.at));
}

/** Pictures arrive late and quick replies take room, so the heights of content and window are watched too. */
function useStickToBottom(
  scroller: { current: HTMLElement | null },
  content: { current: HTMLElement | null },
  newest: string | undefined,
): void {
  const sticks = useRef(true);
  useLayoutEffect(() => {
    sticks.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [newest]);
  useEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (outer === null || inner === null) return;
    let before = outer.scrollTop;
    const onScroll = () => {
      const atEnd = outer.scrollHeight - outer.scrollTop - outer.clientHeight < 40;
      // Only a move upwards is somebody reading; a window that got smaller also leaves the end, without a move.
      sticks.current = atEnd || (sticks.current && outer.scrollTop >= before);
      before = outer.scrollTop;
    };
    const resized = new ResizeObserver(() => sticks.current && outer.scrollTo({ top: outer.scrollHeight }));
    outer.addEventListener('scroll', onScroll, { passive: true });
    resized.observe(inner);
    resized.observe(outer);
    return () => {
      outer.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  }, [scroller, content]);
}
