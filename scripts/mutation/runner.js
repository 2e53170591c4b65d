/**
 * A test runner for Stryker that takes milliseconds a mutant. There are some 15,000 mutants; Stryker's own runner for
 * Vitest starts a worker and loads every module for each of them, which takes a second before any test has run.
 *
 * The tests and what they import are bundled once, and the bundle is evaluated anew for each mutant: nothing that a mutant
 * left behind (a memo, a table) is there for the next one, and what runs while modules load is mutated as well.
 * `describe`, `test` and `expect` are Vitest's words, and `expect` is Vitest's own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { build } from 'esbuild';
import { globSync } from 'tinyglobby';

/** Vitest's words, which declare tests for the file that is loading. */
class Words {
  file = '';
  tests = [];
  groups = [];

  describe = withEach((name, body) => {
    this.groups.push(name);
    body();
    this.groups.pop();
  });

  test = withEach((name, body) => {
    const { file, tests } = this;
    tests.push({ id: `${file}#${tests.length}`, name: [...this.groups, name].join(' > '), file, body });
  });

  expect = chai.expect;

  startFile(file) {
    Object.assign(this, { file, tests: [], groups: [] });
  }
}

/** A word that declares one thing, with `each` to declare one for each row of a table, and `skip` for none. */
function withEach(declare) {
  const word = (name, ...rest) =>
    declare(
      name,
      rest.find((part) => typeof part === 'function'),
    );
  word.skip = () => undefined;
  word.each = (rows) => (name, body) => {
    for (const row of rows) declare(name, () => (Array.isArray(row) ? body(...row) : body(row)));
  };
  return word;
}

/** The folder of the test that runs: the golden files that it names are found from there. */
let folder = '';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
chai.use(({ Assertion }) => {
  Assertion.addMethod('toMatchFileSnapshot', function (path) {
    chai.expect(this._obj).toBe(readFileSync(resolve(folder, path), 'utf8'));
  });
});

/** fast-check with at most so many runs of each property: what few runs do not kill counts as alive. */
function withFewRuns(fastCheck, runs) {
  const assert = (property, options = {}) =>
    fastCheck.assert(property, { ...options, numRuns: Math.min(options.numRuns ?? runs, runs) });
  const few = { ...fastCheck, assert };
  return { ...few, default: few, __esModule: true };
}

/** Bundled modules have no address of their own any more; tests that read files beside them ask for it. */
const addresses = {
  name: 'addresses',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }));
  },
};

/** A mutant that lived through so many milliseconds of tests counts as alive, although others might have met it. */
const patience = 6000;

class BundleTestRunner {
  activeMutant;
  asked = 0;
  isLate = false;
  deadline = Number.POSITIVE_INFINITY;

  static inject = tokens(commonTokens.options, 'globalNamespace');

  constructor(options, globalNamespace) {
    this.settings = options.bundleRunner;
    this.disableBail = options.disableBail;
    globalThis[globalNamespace] ??= {};
    this.stryker = globalThis[globalNamespace];
    Object.defineProperty(this.stryker, 'activeMutant', { get: () => this.whichIsActive() });
  }

  /**
   * Which mutant is alive, asked wherever there is one: a loop without end is seen here, long before Stryker's own timeout,
   * which is as long as all tests together.
   */
  whichIsActive() {
    this.asked = (this.asked + 1) % 4096;
    if (this.asked === 0 && performance.now() > this.deadline) {
      this.isLate = true;
      throw new Error('the test takes too long');
    }
    return this.activeMutant;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const { tests, except, last, setup } = this.settings;
    process.env.SWANMESH_MUTANTS = '1';
    this.files = globSync(tests, { ignore: except }).sort();
    // A mutant is done with at the first test that fails, so files that take long come last.
    this.files.sort((a, b) => last.indexOf(a) - last.indexOf(b));
    const loaders = this.files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(`./${file}`)}),`);
    const { outputFiles } = await build({
      stdin: {
        contents: `${setup === undefined ? '' : `import ${JSON.stringify(setup)};`}\nexport const load = {\n${loaders.join('\n')}\n};\n`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      // The setup file has nothing but effects, which the package's "sideEffects": false denies.
      ignoreAnnotations: true,
      plugins: [addresses],
    });
    this.bundle = compileFunction(outputFiles[0].text, ['module', 'exports', 'require'], { filename: 'bundle.cjs' });
    this.idsOf = new Map();
    /** How long each test takes without a mutant, in milliseconds. */
    this.usual = new Map();
    for (const file of this.files) {
      const results = await this.resultsOf(file);
      this.idsOf.set(
        file,
        results.map(({ id }) => id),
      );
      for (const { id, timeSpentMs } of results) this.usual.set(id, timeSpentMs);
    }
    /** Tests that failed for the last mutants, the latest first: what is wrong with one line, its neighbours show too. */
    this.killers = [];
  }

  /** The bundle evaluated anew, with Vitest's words for its files of tests. */
  evaluate() {
    const words = new Words();
    const installed = createRequire(join(process.cwd(), 'bundle.cjs'));
    const module = { exports: {} };
    const given = { vitest: words, 'fast-check': withFewRuns(installed('fast-check'), this.settings.runs) };
    this.bundle(module, module.exports, (name) => given[name] ?? installed(name));
    return { words, load: module.exports.load };
  }

  /**
   * Every test once, noting for each which mutants it meets. That a file loads is a test of its own, which has the file's
   * name: what runs while it loads, its tests depend on.
   */
  async dryRun() {
    this.stryker.mutantCoverage = { static: {}, perTest: {} };
    const tests = [];
    for (const file of this.files) tests.push(...(await this.resultsOf(file)));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.stryker.mutantCoverage };
  }

  /** The tests that meet a mutant, up to the first that fails: those that did away with the last ones come first. */
  async mutantRun({ activeMutant, testFilter = this.files, hitLimit }) {
    Object.assign(this.stryker, { hitCount: 0, hitLimit });
    this.activeMutant = activeMutant.id;
    this.isLate = false;
    const met = new Set(testFilter.flatMap((id) => this.idsOf.get(id) ?? id));
    const ids = [...this.killers, ...this.files.flatMap((file) => this.idsOf.get(file))].filter((id) => met.delete(id));
    const tests = [];
    let bundle;
    const evaluate = () => {
      bundle ??= this.evaluate();
      return bundle;
    };
    const loadedOf = new Map();
    const begun = performance.now();
    for (const id of ids) {
      if (performance.now() - begun > patience) break;
      const [file] = id.split('#', 1);
      const before = tests.length;
      if (!loadedOf.has(file)) {
        const { results, loaded } = await this.load(file, evaluate);
        tests.push(...results);
        loadedOf.set(file, new Map(loaded.map((test) => [test.id, test])));
      }
      const test = loadedOf.get(file).get(id);
      if (test !== undefined) tests.push(await this.run(test));
      const killer = tests.slice(before).find(({ status }) => status === TestStatus.Failed);
      if (killer !== undefined && !this.disableBail) {
        this.killers = [killer.id, ...this.killers.filter((other) => other !== killer.id)].slice(0, 3);
        break;
      }
    }
    if (this.isLate) return { status: MutantRunStatus.Timeout, reason: 'a test took too long' };
    const timeout = determineHitLimitReached(this.stryker.hitCount, hitLimit);
    return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests });
  }

  /** What becomes of a file of tests, without a mutant. */
  async resultsOf(file) {
    const { results, loaded } = await this.load(file, () => this.evaluate());
    for (const test of loaded) results.push(await this.run(test));
    return results;
  }

  /** A file of tests: whether it loads, and the tests that it then has. */
  async load(file, evaluate) {
    let loaded = [];
    const body = async () => {
      const { words, load } = evaluate();
      words.startFile(file);
      await load[file]();
      loaded = words.tests.filter(({ name }) => !this.settings.skip.some((part) => name.includes(part)));
    };
    return { results: [await this.run({ id: file, name: 'loads', file, body })], loaded };
  }

  async run({ id, name, file, body }) {
    folder = resolve(dirname(file));
    this.stryker.currentTestId = id;
    const started = performance.now();
    if (this.activeMutant !== undefined) this.deadline = started + 2000 + 10 * this.usual.get(id);
    const result = { id, name, fileName: file };
    try {
      await body();
      return { ...result, status: TestStatus.Success, timeSpentMs: performance.now() - started };
    } catch (error) {
      const failureMessage = String(error?.message ?? error);
      return { ...result, status: TestStatus.Failed, failureMessage, timeSpentMs: performance.now() - started };
    } finally {
      this.stryker.currentTestId = undefined;
    }
  }
}

function bundleTestRunner(injector) {
  return injector.provideValue('globalNamespace', INSTRUMENTER_CONSTANTS.NAMESPACE).injectClass(BundleTestRunner);
}
bundleTestRunner.inject = tokens(commonTokens.injector);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'bundle', bundleTestRunner)];

export const strykerValidationSchema = {
  properties: {
    bundleRunner: {
      type: 'object',
      description: 'Globs of tests, which of them come last, and parts of names that are skipped.',
    },
  },
};
