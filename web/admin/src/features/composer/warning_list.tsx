/** What a reader may stumble over, told while it is written. Nothing to tick here: what stays so is ticked on 確認. */

import { inBrackets } from './paths.ts';
import type { Check } from './use_check.ts';

type Warning = Check['warnings'][number];

/** Of more, whoever writes has enough to do; those that are mended make room. */
const MOST_TOLD = 10;

interface Props {
  /** None that somebody has looked at already. */
  readonly warnings: readonly Warning[];
  readonly onGo: (path: string) => void;
}

export function WarningList({ warnings: open, onGo }: Props) {
  return (
    <>
      <p>このままでよいものは、確認の画面で1件ずつ印を付けます。</p>
      <ul className="list-disc pl-6">
        {open.slice(0, MOST_TOLD).map((warning) => (
          <li key={warning.key}>
            <a
              className="underline"
              href={`#${inBrackets(warning.path)}`}
              onClick={(event) => {
                event.preventDefault();
                onGo(inBrackets(warning.path));
              }}
            >
              {placeOf(warning)}
              {warning.message}
            </a>
            {warning.quote && !warning.message.includes(warning.quote) && (
              <q className="ml-2 text-sm break-all text-solid-gray-700">{warning.quote}</q>
            )}
          </li>
        ))}
      </ul>
      {open.length > MOST_TOLD && <p>ほかに{open.length - MOST_TOLD}件あります。</p>}
    </>
  );
}

/** 「2つ目：」, unless it is about all bubbles or says itself which one. */
function placeOf({ path, code }: Warning): string {
  const [, index] = /^\/messages\/(\d+)/.exec(path) ?? [];
  return index === undefined || code === 'repeated_message' ? '' : `${Number(index) + 1}つ目：`;
}
