/** The form itself, from the first item to the save button. */

import { Field } from '../features/field.tsx';
import { ReceiveBox } from '../features/receive_box.tsx';
import { CONSENT } from '../shared/fault.ts';
import type { Form } from '../shared/form.ts';
import type { Receive } from '../shared/receive.ts';
import { isBusy } from '../shared/stage.ts';
import type { Derived, State } from './state.ts';
import type { Store } from './store.ts';

interface Props {
  store: Store;
  state: State;
  form: Form;
  derived: Derived;
  receive: Receive;
}

export function FormView({ store, state, form, derived, receive }: Props) {
  const { faults, focus, session, stage, later } = state;
  const faultOf = (target: string) => faults.find((fault) => fault.target === target)?.message;
  const label = later?.saveLabel(form, session?.registered === true, derived);
  const fieldOf = (target: string) => `f${form.items.findIndex(({ id }) => id === target)}`;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (label !== undefined) void store.save();
      }}
    >
      {later && <later.Summary faults={faults} fieldOf={fieldOf} focus={focus} />}
      {derived.shown.map((item) => (
        <Field
          key={item.id}
          item={item}
          id={fieldOf(item.id)}
          input={derived.inputs.get(item.id)}
          fault={faultOf(item.id)}
          onInput={store.touch}
        />
      ))}
      <ReceiveBox receive={receive} />
      {later && (
        <later.Consent
          consent={form.consent}
          isStored={derived.isConsentStored}
          hasAgreed={derived.hasAgreed}
          fault={faultOf(CONSENT)}
          onAgree={store.agree}
          onOpen={store.adapter.openExternal}
        />
      )}
      {later && <later.Progress stage={stage} onTryNow={store.tryNow} onGiveUp={store.giveUp} />}
      <SaveButton state={state} label={label} />
      {session?.registered && (
        <button
          type="button"
          class="quiet"
          aria-disabled={isBusy(stage)}
          onClick={() => store.show('removing')}
        >
          登録をやめて、わたしの情報を消す
        </button>
      )}
    </form>
  );
}

/** Always in reach of the focus; says why when it cannot do anything. */
function SaveButton({
  state: { session, sessionProblem, stage },
  label,
}: {
  state: State;
  label: string | undefined;
}) {
  const ready = session !== undefined && label !== undefined && !isBusy(stage);
  const words = () => {
    if (session === undefined) return sessionProblem ? 'まだ保存できません' : '前の回答を読みこんでいます…';
    if (isBusy(stage)) return '送っています…';
    return label ?? '変えたところはありません';
  };
  return (
    <button id="send" type="submit" class="strong" aria-disabled={!ready}>
      {words()}
    </button>
  );
}
