/** What the server says about the bubbles, a moment after they were typed. It is the judge; limits in the form only help. */

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { post } from '../../shared/api/http.ts';
import type { Wire } from '../../shared/api/wire.ts';

const AFTER_MS = 600;

export type Check = Wire<'CheckAnswer'>;

export function useCheck(
  messages: readonly string[],
  emergency: boolean,
  department: string | null,
): Check | undefined {
  const [settled, setSettled] = useState(messages);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(messages), AFTER_MS);
    return () => clearTimeout(timer);
  }, [messages]);
  const { data } = useQuery({
    queryKey: ['messages', 'check', settled, emergency, department] as const,
    queryFn: () => post('messages/check', { messages: settled, live: true, emergency, department }),
    enabled: settled.length > 0,
    placeholderData: (before: Check | undefined) => before,
    retry: false,
  });
  return settled.length > 0 ? data : undefined;
}
