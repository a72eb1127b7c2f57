/** The consent text with its version; whoever has agreed to this version is not asked again. */

import type { Form } from '../shared/form.ts';
import { Words } from './words.tsx';

interface Props {
  consent: Form['consent'];
  isStored: boolean;
  hasAgreed: boolean;
  fault: string | undefined;
  onAgree: (ticked: boolean) => void;
  onOpen: (url: string) => void;
}

export function Consent({ consent, isStored, hasAgreed, fault, onAgree, onOpen }: Props) {
  return (
    <section class={fault ? 'item faulty' : 'item'} aria-labelledby="consent" id="agree-item">
      <h2 id="consent">
        わたしの情報の取りあつかい
        {!isStored && <span class="required">※必須</span>}
      </h2>
      <Words text={consent.text} onOpen={onOpen} />
      <p class="small">この文の版：{consent.version}</p>
      {fault && (
        <p class="fault" id="agree-fault">
          ＊{fault}
        </p>
      )}
      {isStored ? (
        <p class="small">この内容に同意ずみです。</p>
      ) : (
        <label class="choice">
          <input
            id="agree"
            type="checkbox"
            checked={hasAgreed}
            aria-describedby={fault ? 'agree-fault' : undefined}
            onChange={(event) => onAgree(event.currentTarget.checked)}
          />
          <span>読みました。同意します</span>
        </label>
      )}
    </section>
  );
}
