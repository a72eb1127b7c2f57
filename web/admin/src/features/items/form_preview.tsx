/**
 * Questions as citizens see them, in the form's own style sheet. It stands in a shadow tree, where the console's styles
 * do not reach it; inert, because nothing is answered here.
 */

import { useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import formStyle from '../../../../liff/src/form.css?inline';
import { PreviewField } from './preview_field.tsx';
import { type Item, shownIfWords } from './wire.ts';

let sheet: CSSStyleSheet | undefined;

function formSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(formStyle.replaceAll(':root', ':host'));
  }
  return sheet;
}

interface Props {
  /** Those to draw. */
  readonly items: readonly Item[];
  /** All of them, to name what a rule speaks of. */
  readonly among: readonly Item[];
  readonly label: string;
}

export function FormPreview({ items, among, label }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [tree, setTree] = useState<ShadowRoot>();
  const id = useId();
  useLayoutEffect(() => {
    const shadow = host.current?.shadowRoot ?? host.current?.attachShadow({ mode: 'open' });
    if (shadow === undefined) return;
    shadow.adoptedStyleSheets = [formSheet()];
    setTree(shadow);
  }, []);
  const drawn = items.map((item) => (
    <div key={item.id}>
      {item.shown_if && <p className="small">▼ {shownIfWords(item.shown_if, among)}</p>}
      <PreviewField item={item} id={`${id}-${item.id}`} />
    </div>
  ));
  return (
    <figure className="min-w-0">
      <div
        ref={host}
        inert
        data-form-preview
        className="max-w-md rounded-12 border-4 border-solid-gray-800 bg-white px-4 pb-6"
      />
      {tree && createPortal(drawn, tree)}
      <figcaption className="mt-1 text-sm text-solid-gray-700">{label}</figcaption>
    </figure>
  );
}
