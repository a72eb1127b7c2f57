/** Waiting that can be cut short, by a press or because the network is back, or given up. */

/** The citizen does not want to wait any longer. */
export class GaveUp extends Error {}

export class Pauses {
  readonly #waiting = new Set<{ wake: () => void; stop: () => void }>();

  pause(seconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (how: () => void) => () => {
        clearTimeout(timer);
        this.#waiting.delete(entry);
        how();
      };
      const entry = { wake: end(resolve), stop: end(() => reject(new GaveUp())) };
      const timer = setTimeout(entry.wake, seconds * 1000);
      this.#waiting.add(entry);
    });
  }

  /** Ends every pause now; false if there was none. */
  wake(): boolean {
    const waiting = [...this.#waiting];
    for (const { wake } of waiting) wake();
    return waiting.length > 0;
  }

  stop(): void {
    for (const { stop } of [...this.#waiting]) stop();
  }
}
