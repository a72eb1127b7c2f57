/** The head of a screen: its title for eyes, ears and the browser's tab, and what can be done there. */

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Notice } from './notice.tsx';

const PRODUCT = 'LINE配信';
let environmentMark = '';
let isFocusWanted = false;
let told = '';

/** What stands before every title outside production: 【テスト環境】. */
export function markTitles(mark: string): void {
  environmentMark = mark;
}

/** The next screen that appears takes the focus to its title: somebody has gone there. */
export function focusNextScreen(): void {
  isFocusWanted = true;
}

/** What the next screen says under its title: what was done on the way there. */
export function tellNextScreen(words: string): void {
  told = words;
}

interface Props {
  readonly title: string;
  /** Beside the title: the main action. */
  readonly actions?: ReactNode;
  /** One sentence under the title. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, actions, lead, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [news] = useState(() => told);
  useEffect(() => {
    document.title = `${environmentMark}${title}｜${PRODUCT}`;
  }, [title]);
  useEffect(() => {
    if (isFocusWanted) heading.current?.focus();
    isFocusWanted = false;
    told = '';
  }, []);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div>
          <h1 ref={heading} tabIndex={-1} className="text-std-28B-150">
            {title}
          </h1>
          {lead && <p className="mt-1 text-solid-gray-700">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </div>
      {news !== '' && <Notice kind="success" title={news} live />}
      {children}
    </div>
  );
}

/** A part of a screen with its heading. */
export function Section({
  title,
  children,
  actions,
}: {
  title: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-std-20B-150">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
