/** The list of screens, only those that the person may use. */

import { Link, useLocation } from '@tanstack/react-router';
import type { Me } from '../shared/api/types.ts';
import { within } from './navigation.ts';

const LOOK = 'bg-key-50 font-bold text-key-900 !border-key-900';

/** Screens that belong to one of the list without standing below its address. */
const isWithin = (pathname: string, to: string): boolean =>
  to === '/deliveries' && pathname.startsWith('/drafts/');

export function Navigation({ me }: { me: Me }) {
  const { pathname } = useLocation();
  const groups = within(me.permissions);
  return (
    <nav aria-label="画面" className="flex flex-col gap-4 p-3">
      {groups.map((group) => (
        <div key={group.label}>
          <p className="px-3 text-sm text-solid-gray-700">{group.label}</p>
          <ul>
            {group.destinations.map(({ to, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  activeOptions={{ exact: to === '/' }}
                  className={`flex min-h-11 items-center rounded-8 border-l-4 border-transparent px-3 hover:bg-key-50 ${isWithin(pathname, to) ? LOOK : ''}`}
                  aria-current={isWithin(pathname, to) ? 'true' : undefined}
                  activeProps={{ className: LOOK }}
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
