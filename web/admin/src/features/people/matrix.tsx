/** Everybody's permissions at a glance: one row a person, one column a function. */

import { Link } from '@tanstack/react-router';
import { PERMISSIONS, type Staff } from '../../shared/api/types.ts';
import { PERMISSION_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';
import { ViewAs } from './view_as.tsx';

export function Matrix({ people }: { people: readonly Staff[] }) {
  return (
    <>
      <p className="mb-2">
        ○は、その操作ができることを表します。氏名を選ぶと変更でき、「この人の画面を見る」で、その人に見える画面を確かめられます。右に続きがあるときは、表を横に動かして見ます。
      </p>
      <Grid people={people} />
    </>
  );
}

function Grid({ people }: { people: readonly Staff[] }) {
  return (
    <section aria-label="権限の一覧表" className="relative overflow-x-auto sm:scroll-pl-80" {...SCROLLED}>
      <table className="border-separate border-spacing-0 border-t border-l border-solid-gray-420 text-sm">
        <caption className="sr-only">権限の一覧表</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="border-r border-b border-solid-gray-420 bg-solid-gray-50 px-3 py-2 text-left sm:sticky sm:left-0"
            >
              氏名
            </th>
            <th
              scope="col"
              className="border-r border-b border-solid-gray-420 bg-solid-gray-50 px-2 py-2 align-bottom"
            >
              見え方
            </th>
            {PERMISSIONS.map((permission) => (
              <th
                key={permission}
                scope="col"
                className="min-w-20 border-r border-b border-solid-gray-420 bg-solid-gray-50 px-2 py-2 align-bottom"
              >
                {PERMISSION_NAMES[permission]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(({ id, name, role, departments, permissions }) => (
            <tr key={id}>
              <th
                scope="row"
                className="border-r border-b border-solid-gray-420 bg-white px-3 py-2 text-left font-normal whitespace-nowrap sm:sticky sm:left-0"
              >
                <Link to="/people/$id" params={{ id }} className="link">
                  {name}
                </Link>
                （{ROLE_NAMES[role]}）
                <span className="block text-solid-gray-700">
                  {departments.map((one) => one.name).join('、')}
                </span>
              </th>
              <td className="border-r border-b border-solid-gray-420 p-1 whitespace-nowrap">
                <ViewAs staff={{ id, name }} inList />
              </td>
              {PERMISSIONS.map((permission) => (
                <td key={permission} className="border-r border-b border-solid-gray-420 text-center">
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
