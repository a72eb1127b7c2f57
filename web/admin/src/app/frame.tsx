/** What stands around every screen: environment, notice, navigation, who is signed in, and the clock of the session. */

import { Outlet, useLocation } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { EnvironmentBanner } from '../shared/session/environment.tsx';
import { useSession } from '../shared/session/session.ts';
import { SkipLink } from '../shared/ui/status.tsx';
import { UnsavedQuestion } from '../shared/ui/unsaved.tsx';
import { Help } from './help.tsx';
import { IdleWarning } from './idle_warning.tsx';
import { watchFocus } from './kept_focus.ts';
import { Navigation } from './navigation_list.tsx';
import { PersonMenu } from './person_menu.tsx';
import { watchSaveKey } from './save_key.ts';
import { Search } from './search.tsx';
import { Soon } from './soon.tsx';
import { StaffNotice } from './staff_notice.tsx';
import { ViewAsBanner } from './view_as_banner.tsx';

/** How long the first screen waits for what stands above it. */
const PATIENCE_MS = 300;

/** On a fresh page: until the list above the screen is known, so that no button moves away under a finger. */
function useHeldBack(): readonly [isHeld: boolean, letGo: () => void] {
  const [isHeld, hold] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => hold(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const letGo = useCallback(() => hold(false), []);
  return [isHeld, letGo];
}

export function Frame() {
  const { session } = useSession();
  const [isOpen, setOpen] = useState(false);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  const [isHeld, letGo] = useHeldBack();
  useEffect(watchFocus, []);
  useEffect(watchSaveKey, []);
  useEffect(() => {
    if (shown.current !== pathname) setOpen(false);
    shown.current = pathname;
  }, [pathname]);
  return (
    <>
      <SkipLink to="main">本文へ移動</SkipLink>
      <EnvironmentBanner environment={session.environment} />
      <ViewAsBanner session={session} />
      <header className="flex flex-wrap items-center gap-y-1 border-b sm:gap-x-4 border-solid-gray-420 px-4 py-2">
        <p className="grow font-bold">LINE配信 職員用</p>
        <Search />
        <Help />
        <button
          type="button"
          className="min-h-11 rounded-8 border border-key-900 px-3 font-bold text-key-900 lg:hidden"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          メニュー
          <span aria-hidden="true" className="ml-1 inline-block w-4 text-center">
            {isOpen ? '×' : '≡'}
          </span>
        </button>
        <PersonMenu />
      </header>
      <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <div
          id="navigation"
          className={`${isOpen ? '' : 'hidden'} border-b border-solid-gray-420 bg-solid-gray-50 lg:block lg:min-h-[calc(100dvh-4rem)] lg:border-r lg:border-b-0`}
        >
          <div className="lg:sticky lg:top-0 lg:max-h-dvh lg:overflow-y-auto">
            <Navigation me={session.me} />
          </div>
        </div>
        <main id="main" tabIndex={-1} className="@container min-w-0 max-w-7xl px-4 py-6 lg:px-8">
          <div className="mb-4 flex flex-col gap-3 empty:hidden">
            <StaffNotice session={session} />
            <Soon onKnown={letGo} />
          </div>
          {/* Unseen, but there: the focus may already go to a field of it. */}
          <div className={isHeld ? 'pointer-events-none opacity-0' : undefined}>
            <Outlet />
          </div>
        </main>
      </div>
      <IdleWarning />
      <UnsavedQuestion />
    </>
  );
}
