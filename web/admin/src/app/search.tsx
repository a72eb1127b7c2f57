/** Ctrl+K: goes to a screen, a draft or a delivery by typing a part of its name. */

import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react';
import { DeliveryBadge, DraftBadge } from '../features/deliveries/delivery_badge.tsx';
import { useGet } from '../shared/api/query.ts';
import { short } from '../shared/format/jst.ts';
import { useMe } from '../shared/session/session.ts';
import { Button } from '../shared/ui/button.tsx';
import { Dialog } from '../shared/ui/dialog.tsx';
import { TextField } from '../shared/ui/field.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';
import { within } from './navigation.ts';

const AFTER_MS = 250;
const MOST = 8;

export function Search() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      if (event.shiftKey || event.defaultPrevented) return;
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  const close = () => setOpen(false);
  return (
    <>
      <Button kind="text" size="sm" onClick={() => setOpen(true)}>
        さがす
      </Button>
      <Dialog
        title="画面や配信をさがす"
        open={isOpen}
        onClose={close}
        footer={<Button onClick={close}>閉じる</Button>}
      >
        <Found onGone={close} />
      </Dialog>
    </>
  );
}

function Found({ onGone }: { onGone: () => void }) {
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After the dialog has put the focus on its heading.
    const frame = requestAnimationFrame(() => field.current?.querySelector('input')?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), AFTER_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const me = useMe();
  const enabled = asked !== '';
  const deliveries = useGet('deliveries', { q: asked, limit: MOST }, { enabled });
  const drafts = useGet('drafts', undefined, { enabled });
  const has = (name: string) => name.toLowerCase().includes(asked.toLowerCase());
  const screens = within(me.permissions).flatMap(({ destinations }) => destinations);
  const shownDrafts = enabled
    ? (drafts.data?.drafts ?? []).filter(({ title, state }) => state !== 'sent_off' && has(title))
    : [];
  const shownDeliveries = enabled ? (deliveries.data?.deliveries ?? []) : [];
  const shownScreens = screens.filter(({ label }) => has(label));
  const isAsking = words.trim() !== asked || (enabled && (deliveries.isPending || drafts.isPending));
  const failed = deliveries.error ?? drafts.error;
  const none = shownDrafts.length + shownDeliveries.length + shownScreens.length === 0;
  return (
    <>
      <div ref={field}>
        <TextField label="名前の一部" type="search" value={words} onValue={setWords} />
      </div>
      <ProblemNotice
        error={failed}
        onRetry={() => void Promise.all([deliveries.refetch(), drafts.refetch()])}
      />
      <p role="status" className={none && !failed ? '' : 'sr-only'}>
        {isAsking
          ? 'さがしています…'
          : none
            ? failed
              ? ''
              : '見つかりません。別の言葉で試してください。'
            : '候補があります。'}
      </p>
      <Links title="画面">
        {shownScreens.map(({ to, label }) => (
          <Link key={to} to={to} onClick={onGone} className="link">
            {label}
          </Link>
        ))}
      </Links>
      <Links title="下書き">
        {shownDrafts.slice(0, MOST).map(({ id, title, state, approval, updated_at }) => (
          <Fragment key={id}>
            <Link to="/drafts/$id" params={{ id }} onClick={onGone} className="link">
              {title || '名前のない下書き'}
            </Link>
            <span className="text-sm text-solid-gray-700">更新 {short(updated_at)}</span>
            <DraftBadge state={state} approval={approval} />
          </Fragment>
        ))}
      </Links>
      {deliveries.data?.next && (
        <p>古い配信までは、さがしきれていないことがあります。「配信」の履歴で日付を絞ってください。</p>
      )}
      <Links title="配信">
        {shownDeliveries.slice(0, MOST).map((one) => (
          <Fragment key={one.id}>
            <Link to="/deliveries/$id" params={{ id: one.id }} onClick={onGone} className="link">
              {one.title || '無題の配信'}
            </Link>
            <span className="text-sm text-solid-gray-700">{short(one.listed_at)}</span>
            <DeliveryBadge {...one} />
          </Fragment>
        ))}
      </Links>
    </>
  );
}

function Links({ title, children }: { title: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <h3 className="font-bold">{title}</h3>
      <ul>
        {children.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list made anew with each word
          <li key={index} className="flex min-h-11 flex-wrap items-center gap-x-3">
            {link}
          </li>
        ))}
      </ul>
    </section>
  );
}
