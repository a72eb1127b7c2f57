/** Text from the city, as text: its web addresses become links that open beside the form. */

import type { ComponentChildren } from 'preact';

interface Props {
  text: string;
  onOpen: (url: string) => void;
}

/** Only https addresses; everything else stays plain text. */
export function Words({ text, onOpen }: Props) {
  const parts: ComponentChildren[] = text.split(/(https:\/\/[\w./?=&%#~+:,;@!-]+)/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <a
        href={part}
        target="_blank"
        rel="noopener noreferrer"
        onClick={(event) => {
          event.preventDefault();
          onOpen(part);
        }}
      >
        {part}
      </a>
    ),
  );
  return <p class="words">{parts}</p>;
}
