/** What the server says about the bubbles, a moment after they were typed. It is the judge; limits in the form only help. */

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { post } from '../../shared/api/http.ts';
import type { Wire } from '../../shared/api/wire.ts';
import type { Content } from './content.ts';

const AFTER_MS = 600;

export type Check = Wire<'CheckAnswer'>;

/** The days in a text are judged by the day on which it is to go out. */
export function useCheck({ messages, start, emergency, department }: Content): Check | undefined {
  const at = start.kind === 'at' ? start.at : null;
  const [settled, setSettled] = useState({ messages, start: at });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ messages, start: at }), AFTER_MS);
    return () => clearTimeout(timer);
  }, [messages, at]);
  const { data } = useQuery({
    queryKey: ['messages', 'check', settled, emergency, department] as const,
    queryFn: () => post('messages/check', { ...settled, live: true, emergency, department }),
    enabled: settled.messages.length > 0,
    placeholderData: (before: Check | undefined) => before,
    retry: false,
  });
  return settled.messages.length > 0 ? data : undefined;
}
