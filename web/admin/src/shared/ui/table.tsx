/** A table; on a narrow screen each row is a card whose cells carry their column's name. */

import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Digits, to the right. */
  readonly number?: boolean;
  /** Names the row; one column of a table. */
  readonly head?: boolean;
}

interface Props<Row> {
  /** What the table holds; read out, and shown if `showCaption`. */
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Said where there is no row. */
  readonly empty: ReactNode;
}

export function Table<Row>({ caption, showCaption = false, columns, rows, rowKey, empty }: Props<Row>) {
  if (rows.length === 0) return <p className="py-4 text-solid-gray-700">{empty}</p>;
  return (
    <table className="stack">
      <caption className={showCaption ? 'pb-2 text-left font-bold' : 'sr-only'}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, number }) => (
            <th key={title} scope="col" className={number ? 'number' : ''}>
              {title === '' ? <span className="sr-only">操作</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <Cell key={column.title} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column: { title, cell, number, head }, row }: { column: Column<Row>; row: Row }) {
  const look = number ? 'number' : '';
  if (head)
    return (
      <th scope="row" data-label="" className={look}>
        {cell(row)}
      </th>
    );
  return (
    <td data-label={title} className={look}>
      {cell(row)}
    </td>
  );
}
