/**
 * The page's one store: loads the form, keeps what is typed. All that concerns the person (earlier answers, kept inputs,
 * saving, removing) is a part of its own that arrives while LINE is being asked who is looking.
 */

import type { Adapter } from '../adapter/adapter.ts';
import type { Input } from '../shared/answers.ts';
import { getForm } from '../shared/api/form.ts';
import { Problem } from '../shared/api/http.ts';
import { CONSENT, type Fault } from '../shared/fault.ts';
import { persist } from '../shared/persist.ts';
import { EDITING, isBusy } from '../shared/stage.ts';
import { Pauses } from './pauses.ts';
import type { Later, State, View } from './state.ts';

export class Store {
  state: State = {
    view: 'form',
    form: undefined,
    session: undefined,
    formProblem: '',
    sessionProblem: '',
    touched: new Map(),
    agreed: undefined,
    faults: [],
    stage: EDITING,
    later: undefined,
    focus: 0,
  };
  readonly adapter: Adapter;
  readonly pauses = new Pauses();
  readonly #loadLater: () => Promise<Later>;
  readonly #listeners = new Set<(state: State) => void>();
  #firstToken: Promise<string> | undefined;
  #person: InstanceType<Later['Person']> | undefined;

  constructor(adapter: Adapter, loadLater: () => Promise<Later>) {
    this.adapter = adapter;
    this.#loadLater = loadLater;
  }

  listen(listener: (state: State) => void): void {
    this.#listeners.add(listener);
  }

  /** Asks for the form and for the person at the same time. */
  start(): Promise<unknown> {
    this.#firstToken = this.adapter.getToken();
    this.#firstToken.catch(() => {});
    return Promise.all([this.loadForm(), this.identify()]);
  }

  readonly loadForm = (): Promise<void> => this.#load('formProblem', async () => ({ form: await getForm() }));

  readonly identify = (): Promise<void> =>
    this.#load('sessionProblem', async () => {
      const later = await this.#loadLater().catch(() => {
        throw new Problem(0, 'offline', 'インターネットにつながりません');
      });
      this.#person ??= new later.Person(this);
      return { later, ...(await this.#person.identify()) };
    });

  /** A token: the one that was asked for at the start, then fresh ones. */
  token(): Promise<string> {
    const first = this.#firstToken;
    this.#firstToken = undefined;
    return first ?? this.adapter.getToken();
  }

  readonly touch = (id: string, input: Input): void => {
    const touched = new Map(this.state.touched).set(id, input);
    this.set({ touched, faults: this.#without(id) });
    this.#person?.keep();
  };

  readonly agree = (ticked: boolean): void => {
    const agreed = ticked ? String(this.state.form?.consent.version) : undefined;
    this.set({ agreed, faults: this.#without(CONSENT) });
    this.#person?.keep();
  };

  /** Shows another view; not while something is on its way. */
  show(view: View): void {
    if (!isBusy(this.state.stage))
      this.set({ view, stage: EDITING, faults: [], focus: this.state.focus + 1 });
  }

  readonly save = async (): Promise<void> => this.#person?.save();

  readonly remove = async (): Promise<void> => this.#person?.remove();

  /** The next try comes now; false if nothing is waiting. */
  readonly tryNow = (): boolean => this.pauses.wake();

  readonly giveUp = (): void => this.pauses.stop();

  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener(this.state);
  }

  /** Tries until it is there, or says what is wrong. */
  async #load(problem: 'formProblem' | 'sessionProblem', load: () => Promise<Partial<State>>): Promise<void> {
    const explain = (error: unknown) =>
      this.set({ [problem]: error instanceof Error ? error.message : String(error) });
    const pause = (seconds: number, _: unknown, error: Problem) => {
      explain(error);
      return this.pauses.pause(seconds);
    };
    this.set({ [problem]: '' });
    try {
      this.set({ ...(await persist(load, { pause })), [problem]: '' });
    } catch (error) {
      explain(error);
    }
  }

  #without(target: string): readonly Fault[] {
    return this.state.faults.filter((fault) => fault.target !== target);
  }
}
