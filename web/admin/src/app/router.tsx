/**
 * One file under `routes/` is one address: `drafts.$id.confirm.tsx` is `/drafts/$id/confirm`, `index.tsx` is `/`. Each
 * is loaded when somebody goes there (or points at its link), and exports `Screen`.
 */

import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { focusNextScreen } from '../shared/ui/page.tsx';
import { Loading } from '../shared/ui/status.tsx';
import { MissingScreen, ScreenFailed } from './fallbacks.tsx';
import { Frame } from './frame.tsx';

const screens = import.meta.glob<{ Screen: ComponentType }>('./routes/*.tsx');

const root = createRootRoute({ component: Frame, notFoundComponent: MissingScreen });

/** `./routes/drafts.$id.tsx` → `/drafts/$id` */
export function addressOf(file: string): string {
  const name = file.replace(/^.*\//, '').replace(/\.tsx$/, '');
  return name === 'index' ? '/' : `/${name.replaceAll('.', '/')}`;
}

const children: AnyRoute[] = Object.entries(screens).map(([file, load]) =>
  createRoute({
    getParentRoute: () => root,
    path: addressOf(file),
    component: lazyRouteComponent(load, 'Screen'),
  }),
);

export const router = createRouter({
  routeTree: root.addChildren(children),
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Loading />,
  defaultPendingMs: 300,
  defaultErrorComponent: ScreenFailed,
  scrollRestoration: true,
});

router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
  if (pathChanged && fromLocation !== undefined) focusNextScreen();
});
