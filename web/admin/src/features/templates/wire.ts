/** Templates over the wire. */

import type { Named } from '../../shared/api/types.ts';

export interface Template {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly department: string | null;
  readonly messages: readonly string[];
  readonly updated_by: Named;
  readonly updated_at: string;
}

export interface Templates {
  readonly templates: readonly Template[];
}

/** What a template says first, for a list. */
export function beginning(messages: readonly string[]): string {
  for (const bubble of messages) {
    const words = wordsOf(bubble).trim().replaceAll(/\s+/g, ' ');
    if (words !== '') return words.length > 60 ? `${words.slice(0, 60)}…` : words;
  }
  return '（文字のない吹き出し）';
}

function wordsOf(bubble: string): string {
  try {
    const { text, altText } = JSON.parse(bubble) as { text?: unknown; altText?: unknown };
    return [text, altText].find((words): words is string => typeof words === 'string') ?? '';
  } catch {
    return '';
  }
}
