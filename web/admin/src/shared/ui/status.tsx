/** Small things that tell how something stands. */

import { type ReactNode, useId } from 'react';

export type Tone = 'neutral' | 'blue' | 'green' | 'orange' | 'red' | 'purple';

const TONES: Record<Tone, string> = {
  neutral: 'border-solid-gray-536 bg-solid-gray-50 text-solid-gray-800',
  blue: 'border-key-900 bg-key-50 text-key-900',
  green: 'border-success-2 bg-green-50 text-green-900',
  orange: 'border-warning-orange-2 bg-orange-50 text-orange-1000',
  red: 'border-error-2 bg-red-50 text-red-1000',
  purple: 'border-purple-900 bg-purple-50 text-purple-900',
};

export function StatusBadge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-block rounded-4 border px-2 py-0.5 text-sm font-bold whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}

/** How far something is; the words beside it carry the numbers. */
export function Progress({
  label,
  value,
  max,
  text,
}: {
  label: string;
  value: number;
  max: number;
  text: ReactNode;
}) {
  const id = useId();
  return (
    <div>
      <p id={id} className="mb-1">
        <span className="sr-only">{label}：</span>
        {text}
      </p>
      <progress aria-label={label} aria-describedby={id} value={value} max={Math.max(max, 1)} />
    </div>
  );
}

/** Shown until the first answer is there. */
export function Loading({ what = '' }: { what?: string }) {
  return (
    <p role="status" className="py-6 text-solid-gray-700">
      {what}読み込んでいます…
    </p>
  );
}

export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}

export function SkipLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a
      href={`#${to}`}
      className="link sr-only bg-white p-3 focus:not-sr-only focus:absolute focus:left-2 focus:top-2 focus:z-50"
    >
      {children}
    </a>
  );
}
