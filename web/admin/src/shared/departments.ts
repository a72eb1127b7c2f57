/** Departments by name: the wire names them by id. */

import { useCallback } from 'react';
import { useGet } from './api/query.ts';
import type { Department } from './api/types.ts';

export function useDepartments(): readonly Department[] {
  const { data } = useGet('departments', undefined, {
    staleTime: 300_000,
  });
  return data?.departments ?? [];
}

/** The name for an id; empty for none, and while the names are not there yet. */
export function useDepartmentName(): (id: string | null | undefined) => string {
  const departments = useDepartments();
  return useCallback(
    (id) => departments.find((department) => department.id === id)?.name ?? '',
    [departments],
  );
}
