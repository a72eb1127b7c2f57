/** Ends a run with what tests have to report, and the plain line that CI shows. */

import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class ClosingLine implements Reporter {
  readonly #failed = new Set<string>();
  readonly #passed = new Set<string>();

  readonly #reports: string[] = [];

  onTestEnd(test: TestCase, { status, annotations }: TestResult): void {
    for (const { type, description } of annotations)
      if (type === 'report') this.#reports.push(description ?? '');
    const [to, from] = status === 'passed' ? [this.#passed, this.#failed] : [this.#failed, this.#passed];
    to.add(test.id);
    from.delete(test.id);
  }

  onEnd(): void {
    for (const report of this.#reports) process.stdout.write(`${report}\n`);
    process.stdout.write(`${this.#passed.size} passed, ${this.#failed.size} failed\n`);
  }
}
