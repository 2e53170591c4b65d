import { readFileSync, writeFileSync } from 'node:fs';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { type DiagnosticCode, severities } from '../../src/diagnostics/codes.ts';
import { judgeExamples, parseExamples, printExamples } from './messages.ts';
import type {} from './record-messages.ts';

const golden = new URL('../golden/messages.txt', import.meta.url);

/**
 * Ends a run with the plain line `N passed, N failed`, with `, N skipped` where a real tool is missing. After a run of all unit
 * tests it also says which codes no test provoked and which examples of `messages.txt` are no longer said.
 */
export default class PlainLineReporter implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): Promise<void> {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests += 1;
        const { state } = test.result();
        count[state === 'pending' ? 'failed' : state] += 1;
      }
      if (tests === 0 || (module.state() === 'failed' && module.errors().length > 0)) count.failed += 1;
    }
    const faults = await this.messageFaults(modules);
    for (const fault of faults) console.error(`messages.txt: ${fault}`);
    if (faults.length > 0) {
      console.error('messages.txt: "npm run test:unit -- --update" writes the examples anew');
      process.exitCode = 1;
    }
    count.failed += faults.length;
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.on('exit', () => process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`));
  }

  /** Nothing where not every unit test ran; with `--update` the golden file is written first. */
  private async messageFaults(modules: readonly TestModule[]): Promise<readonly string[]> {
    const { vitest } = this;
    if (vitest === undefined || vitest.config.testNamePattern !== undefined) return [];
    const ran = modules.filter(({ project }) => project.name === 'unit');
    const all = (await vitest.globTestSpecifications([])).filter(({ project }) => project.name === 'unit');
    if (ran.length === 0 || ran.length < all.length) return [];
    const codes = Object.keys(severities) as DiagnosticCode[];
    const seen = ran.map((module) => module.meta().messages ?? {});
    const judge = () => judgeExamples(codes, parseExamples(readFileSync(golden, 'utf8')), seen);
    if (vitest.config.snapshotOptions.updateSnapshot === 'all') {
      writeFileSync(golden, printExamples(judge().examples));
      return judgeExamples(codes, judge().examples, seen).faults.filter((fault) => fault.includes('no unit test'));
    }
    return judge().faults;
  }
}
