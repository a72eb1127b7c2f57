/** What was typed and not saved is not lost without a question: on the way to another screen, or out of the page. */

import { useBlocker } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

const dirty = new Set<symbol>();
const listeners = new Set<() => void>();

function mark(form: symbol, isDirty: boolean): void {
  if (isDirty === dirty.has(form)) return;
  isDirty ? dirty.add(form) : dirty.delete(form);
  for (const listener of listeners) listener();
}

/** Whether a form on this page holds what was not saved. */
export const hasUnsaved = (): boolean => dirty.size > 0;

/** Goes without a question: what was typed is not the next person's to keep. */
export function forgetUnsaved(): void {
  dirty.clear();
  for (const listener of listeners) listener();
}

/** Called by each form with a 保存 button. */
export function useUnsaved(isDirty: boolean): void {
  useEffect(() => {
    const form = Symbol('form');
    mark(form, isDirty);
    return () => mark(form, false);
  }, [isDirty]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

const addressOf = ({ pathname, search }: { pathname: string; search: object }): string =>
  pathname + JSON.stringify(search);

/** Stands once around all screens: asks before what was typed goes. */
export function UnsavedQuestion() {
  const isDirty = useSyncExternalStore(subscribe, hasUnsaved);
  const { status, proceed, reset } = useBlocker({
    // Asked at the moment itself: a form that has just been saved may lead on at once. A jump within the page loses nothing.
    shouldBlockFn: ({ current, next }) => hasUnsaved() && addressOf(current) !== addressOf(next),
    enableBeforeUnload: hasUnsaved,
    disabled: !isDirty,
    withResolver: true,
  });
  return (
    <UnsavedDialog
      open={status === 'blocked'}
      go="保存しないで移る"
      onStay={() => reset?.()}
      onGo={() => proceed?.()}
    />
  );
}

interface Props {
  readonly open: boolean;
  /** The button that leaves. */
  readonly go: string;
  readonly onStay: () => void;
  readonly onGo: () => void;
}

export function UnsavedDialog({ open, go, onStay, onGo }: Props) {
  return (
    <Dialog
      title="保存していない変更があります"
      open={open}
      onClose={onStay}
      footer={
        <>
          <Button kind="primary" onClick={onStay}>
            この画面に残る
          </Button>
          <Button onClick={onGo}>{go}</Button>
        </>
      }
    >
      <p>このまま進むと、入力した内容は消えます。</p>
    </Dialog>
  );
}
