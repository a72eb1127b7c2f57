/** Searching among deliveries: words of the title, department, days. */

import { useId, useState } from 'react';
import { useDepartments } from '../../shared/departments.ts';
import type { Filters } from '../../shared/filters.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';

type Name = 'q' | 'department' | 'from' | 'to';

interface Props {
  readonly filters: Filters<Name>;
  readonly onChange: (next: Filters<Name>) => void;
  /** Whether days can be chosen. */
  readonly dates: boolean;
}

export function DeliveryFilters({ filters, onChange, dates }: Props) {
  const id = useId();
  const [q, setQ] = useState(filters.q ?? '');
  const me = useMe();
  const all = useDepartments();
  // Whoever looks after all departments belongs to none of them, as the first administrator does.
  const departments = me.scope === 'all' ? all : me.departments;
  const isFiltered = [filters.q, filters.department, filters.from, filters.to].some(Boolean);
  return (
    <form
      aria-label="配信を絞り込む"
      className="mb-2 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ q });
      }}
    >
      <div className="grow sm:max-w-xs">
        <label htmlFor={`${id}-q`} className="font-bold">
          配信の名前
        </label>
        <input
          id={`${id}-q`}
          type="search"
          className="box"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
      </div>
      {departments.length > 1 && (
        <div>
          <label htmlFor={`${id}-department`} className="font-bold">
            部署
          </label>
          <select
            id={`${id}-department`}
            className="box"
            value={filters.department ?? ''}
            onChange={(event) => onChange({ department: event.target.value })}
          >
            <option value="">すべて</option>
            {departments.map((department) => (
              <option key={department.id} value={department.id}>
                {department.name}
              </option>
            ))}
          </select>
        </div>
      )}
      {dates &&
        (['from', 'to'] as const).map((name) => (
          <div key={name}>
            <label htmlFor={`${id}-${name}`} className="font-bold">
              {name === 'from' ? 'この日から' : 'この日まで'}
            </label>
            <input
              id={`${id}-${name}`}
              type="date"
              className="box"
              value={filters[name] ?? ''}
              onChange={(event) => onChange({ [name]: event.target.value })}
            />
          </div>
        ))}
      <Button type="submit">絞り込む</Button>
      {isFiltered && (
        <Button
          kind="text"
          onClick={() => {
            setQ('');
            onChange({ q: '', department: '', from: '', to: '' });
          }}
        >
          条件を消す
        </Button>
      )}
    </form>
  );
}
