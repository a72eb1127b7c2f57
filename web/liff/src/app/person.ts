/**
 * Everything that concerns the person: earlier answers, kept inputs, saving and removing. Whatever goes wrong, what was
 * typed stays; a second press during a request does nothing.
 */

import { putAnswers } from '../shared/api/answers.ts';
import { getForm } from '../shared/api/form.ts';
import { Problem } from '../shared/api/http.ts';
import { deleteRegistration } from '../shared/api/registration.ts';
import { openSession, type Session } from '../shared/api/session.ts';
import { check } from '../shared/check.ts';
import type { Fault } from '../shared/fault.ts';
import { dropInputs, keepInputs, ownerOf, tabStorage, takeInputs } from '../shared/kept_inputs.ts';
import { persist } from '../shared/persist.ts';
import { type Happening, next, RequestIds } from '../shared/saving.ts';
import { EDITING, isBusy, type Why } from '../shared/stage.ts';
import { toAnswers } from '../shared/wire.ts';
import { faultsOf, sentenceOf } from './problems.ts';
import { derive, type State, type View } from './state.ts';
import type { Store } from './store.ts';

export class Person {
  readonly #store: Store;
  readonly #ids = new RequestIds(() => crypto.randomUUID());
  #owner = '';

  constructor(store: Store) {
    this.#store = store;
  }

  /** Opens a session; what was typed meanwhile, or before a reload, wins over what is stored. */
  async identify(): Promise<Partial<State>> {
    const session = await this.#open();
    const kept = takeInputs(tabStorage(), this.#owner);
    const { touched, agreed } = this.#store.state;
    return {
      session,
      touched: new Map([...(kept?.touched ?? []), ...touched]),
      agreed: agreed ?? kept?.agreed,
    };
  }

  /** Keeps what is typed over a reload. */
  keep(): void {
    if (this.#owner !== '') keepInputs(tabStorage(), this.#owner, this.#store.state);
  }

  async save(): Promise<void> {
    const { form, session, stage, touched } = this.#store.state;
    if (form === undefined || session === undefined || isBusy(stage)) return;
    const { shown, inputs, hasAgreed } = derive(form, this.#store.state);
    const faults = check(shown, inputs, hasAgreed);
    if (faults.length > 0) return this.#fault(faults);
    const answers = toAnswers(shown, inputs);
    const submission = { answers, consent_version: form.consent.version, form_version: form.version };
    const requestId = this.#ids.idFor(JSON.stringify(submission));
    this.#store.set({ faults: [] });
    await this.#send(
      (key) => putAnswers(key, submission, requestId),
      (key, stored) => {
        const later = [...this.#store.state.touched].filter(([id, input]) => touched.get(id) !== input);
        const consentVersion = String(form.consent.version);
        this.#done('saved', { key, registered: true, consentVersion, answers: stored }, new Map(later));
      },
    );
  }

  async remove(): Promise<void> {
    const { session, stage } = this.#store.state;
    if (session === undefined || isBusy(stage)) return;
    await this.#send(deleteRegistration, (key) => {
      const nobody = { registered: false, consentVersion: undefined, answers: new Map() };
      this.#done('removed', { key, ...nobody }, new Map());
    });
  }

  async #open(): Promise<Session> {
    const token = await this.#store.token();
    this.#owner = ownerOf(token);
    return openSession(token);
  }

  /** A new key for the same person; what is typed and stored stays as it is. */
  async #renew(): Promise<void> {
    const owner = this.#owner;
    const { key } = await this.#open();
    if (owner !== this.#owner)
      throw new Problem(
        409,
        'other_person',
        '別の人として LINE に入っています。このページを開きなおしてください',
      );
    const { session } = this.#store.state;
    if (session !== undefined) this.#store.set({ session: { ...session, key } });
  }

  async #send<T>(send: (key: string) => Promise<T>, settle: (key: string, answer: T) => void): Promise<void> {
    this.#happens({ is: 'pressed' });
    const key = () => this.#store.state.session?.key ?? '';
    const pause = (seconds: number, why: Why) => this.#pause(seconds, why);
    try {
      const answer = await persist(() => send(key()), { renew: () => this.#renew(), pause });
      settle(key(), answer);
    } catch (error) {
      await this.#refused(error);
    }
  }

  async #pause(seconds: number, why: Why): Promise<void> {
    this.#happens({ is: 'waits', seconds, why });
    await this.#store.pauses.pause(seconds);
    this.#happens({ is: 'tries again' });
  }

  async #refused(error: unknown): Promise<void> {
    const faults = faultsOf(error, this.#store.state.form?.items ?? []);
    if (faults.length > 0) return this.#fault(faults);
    if (error instanceof Problem && /^(form|consent)_changed$/.test(error.code)) await this.#reload();
    this.#happens({ is: 'failed', message: sentenceOf(error) });
  }

  /** Fetches the form past every cache; what was typed stays where it still fits. */
  async #reload(): Promise<void> {
    const form = await getForm('reload').catch(() => undefined);
    if (form !== undefined) this.#store.set({ form });
  }

  #done(view: View, session: Session, touched: State['touched']): void {
    this.#ids.settled();
    dropInputs(tabStorage());
    this.#happens({ is: 'saved' });
    const focus = this.#store.state.focus + 1;
    this.#store.set({ view, session, touched, agreed: undefined, faults: [], focus });
  }

  #fault(faults: readonly Fault[]): void {
    this.#store.set({ faults, stage: EDITING, focus: this.#store.state.focus + 1 });
  }

  #happens(happening: Happening): void {
    this.#store.set({ stage: next(this.#store.state.stage, happening) });
  }
}
