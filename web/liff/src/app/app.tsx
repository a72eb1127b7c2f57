/** The page below the headline, which stands in the HTML: what is known about the person, and the view that is up. */

import { Component } from 'preact';
import type { Form } from '../shared/form.ts';
import { receive } from '../shared/receive.ts';
import { FormView } from './form_view.tsx';
import { derive, type State } from './state.ts';
import type { Store } from './store.ts';

interface Props {
  store: Store;
}

export class App extends Component<Props, State> {
  override state = this.props.store.state;

  override componentDidMount(): void {
    this.props.store.listen((state) => this.setState(state));
    this.setState(this.props.store.state);
  }

  render({ store }: Props, state: State) {
    const { form, formProblem } = state;
    return (
      <>
        {form?.notice && <p class="notice">{form.notice}</p>}
        {formProblem && !form && (
          <Trouble sentence={formProblem} onRetry={() => store.tryNow() || store.loadForm()} />
        )}
        {!form && !formProblem && <p role="status">読みこんでいます…</p>}
        {form && <Views store={store} state={state} form={form} />}
      </>
    );
  }
}

function Views({ store, state, form }: { store: Store; state: State; form: Form }) {
  const { later, view } = state;
  const derived = derive(form, state);
  const received = receive(form.everyonePerMonth, derived.shown, derived.inputs);
  if (later !== undefined && view !== 'form')
    return <later.Ending store={store} state={state} view={view} receive={received} />;
  return (
    <>
      <Person store={store} state={state} />
      <FormView store={store} state={state} form={form} derived={derived} receive={received} />
    </>
  );
}

/** What we know about the person by now. */
function Person({ store, state: { session, sessionProblem } }: { store: Store; state: State }) {
  if (sessionProblem && !session)
    return <Trouble sentence={sessionProblem} onRetry={() => store.tryNow() || store.identify()} />;
  const words = () => {
    if (session === undefined) return '前の回答を読みこんでいます…';
    return session.registered
      ? '登録ずみです。変えたいところだけ直して、保存してください。'
      : 'まだ登録していません。答えられるところから選んでください。';
  };
  return (
    <p class="person" role="status">
      {words()}
    </p>
  );
}

function Trouble({ sentence, onRetry }: { sentence: string; onRetry: () => void }) {
  return (
    <div class="problem" role="alert">
      <p>{sentence}</p>
      <button type="button" onClick={onRetry}>
        もう一度読みこむ
      </button>
    </div>
  );
}
