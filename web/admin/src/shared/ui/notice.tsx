/** What the person should know: a coloured line, a sign, a word for the sign, and sentences. */

import type { ReactNode } from 'react';

export type NoticeKind = 'info' | 'success' | 'warning' | 'error';

const LOOKS: Record<NoticeKind, { line: string; sign: string; word: string }> = {
  info: { line: 'border-key-900', sign: 'i', word: 'お知らせ' },
  success: { line: 'border-success-2', sign: '✓', word: '完了' },
  warning: { line: 'border-warning-orange-2', sign: '!', word: '注意' },
  error: { line: 'border-error-1', sign: '×', word: 'エラー' },
};
const SIGNS: Record<NoticeKind, string> = {
  info: 'bg-key-900',
  success: 'bg-success-2',
  warning: 'bg-warning-orange-2',
  error: 'bg-error-2',
};

interface Props {
  readonly kind?: NoticeKind;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** Read out as soon as it appears. */
  readonly live?: boolean;
}

export function Notice({ kind = 'info', title, children, live = false }: Props) {
  const { line, sign, word } = LOOKS[kind];
  const role = kind === 'error' ? 'alert' : 'status';
  return (
    <div
      role={live ? role : undefined}
      className={`flex gap-3 rounded-8 border-2 border-l-8 ${line} bg-white px-4 py-3`}
    >
      <span
        aria-hidden="true"
        className={`mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-full font-bold text-white ${SIGNS[kind]}`}
      >
        {sign}
      </span>
      <div className="min-w-0 grow">
        <p className="font-bold">
          <span className="sr-only">{word}：</span>
          {title}
        </p>
        {children && <div className="flex flex-col items-start gap-2">{children}</div>}
      </div>
    </div>
  );
}

/** The red band of an emergency; there is at most one on a page. */
export function EmergencyBanner({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <section className="rounded-8 border-4 border-error-1 bg-white px-4 py-3" aria-label="緊急">
      <p className="text-std-20B-150 text-error-2">{title}</p>
      {children}
    </section>
  );
}
