/** Puts an element of the framework-neutral renderer into the page. */

import { useLayoutEffect, useRef } from 'preact/hooks';

/** `draw` is called again only when one of `inputs` changes. */
export function PreviewNode({
  draw,
  inputs,
  class: className,
}: {
  draw: () => Node | null;
  inputs: unknown[];
  class?: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const drawn = draw();
    host.current?.replaceChildren(...(drawn === null ? [] : [drawn]));
  }, inputs);
  return <div ref={host} class={className} data-preview />;
}
