/** Everybody's permissions at a glance: one row a person, one column a function. */

import { Link } from '@tanstack/react-router';
import { PERMISSIONS, type Staff } from '../../shared/api/types.ts';
import { PERMISSION_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';
import { ViewAs } from './view_as.tsx';

export function Matrix({ people }: { people: readonly Staff[] }) {
  return (
    <section aria-label="権限の一覧表" className="relative overflow-x-auto" {...SCROLLED}>
      <table className="border-collapse text-sm">
        <caption className="pb-2 text-left">
          ○は、その操作ができることを表します。氏名を選ぶと変更でき、「この人の目で見る」で、その人に見える画面を確かめられます。
        </caption>
        <thead>
          <tr>
            <th scope="col" className="border border-solid-gray-420 bg-solid-gray-50 px-3 py-2 text-left">
              氏名
            </th>
            <th scope="col" className="border border-solid-gray-420 bg-solid-gray-50 px-2 py-2 align-bottom">
              見え方
            </th>
            {PERMISSIONS.map((permission) => (
              <th
                key={permission}
                scope="col"
                className="min-w-20 border border-solid-gray-420 bg-solid-gray-50 px-2 py-2 align-bottom"
              >
                {PERMISSION_NAMES[permission]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(({ id, name, role, permissions }) => (
            <tr key={id}>
              <th
                scope="row"
                className="border border-solid-gray-420 px-3 py-2 text-left font-normal whitespace-nowrap"
              >
                <Link to="/people/$id" params={{ id }} className="link">
                  {name}
                </Link>
                （{ROLE_NAMES[role]}）
              </th>
              <td className="border border-solid-gray-420 p-1 whitespace-nowrap">
                <ViewAs staff={{ id, name }} inList />
              </td>
              {PERMISSIONS.map((permission) => (
                <td key={permission} className="border border-solid-gray-420 text-center">
                  {permissions.includes(permission) ? (
                    <>
                      <span aria-hidden="true">○</span>
                      <span className="sr-only">できる</span>
                    </>
                  ) : (
                    <span className="sr-only">できない</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What scrolls by itself can be reached by the keyboard. */
const SCROLLED = { tabIndex: 0 };
