/**
 * What is mutated in each room of `src`, and the tests that are to notice. A room has its own run, its own incremental file and
 * its own line in the table of docs/development.md: `npm run mutation -- ROOM`.
 */

/** Tables are data: a mutant in one of their rows is a row that a golden file has. */
const tables = {
  esp: ['!src/esp/transform.ts'],
  libreswan: [
    '!src/libreswan/{release,quote,platform}.ts',
    '!src/libreswan/keyword/{keyword,keyword-prose,replacements}.ts',
    '!src/libreswan/proposal/{algorithm,defaults}.ts',
  ],
};

/** Rooms whose tests are not all below the same path. */
const alsoBy = {
  mesh: ['test/render/**', 'test/verify/**'],
  hosts: ['test/verify/**', 'test/diff/**'],
  verify: ['test/hosts/**'],
  diff: ['test/verify/**'],
};

export const rooms = [
  ...[
    'net',
    'esp',
    'x509',
    'inventory',
    'libreswan',
    'firewall',
    'firewall/verdict',
    'mesh',
    'render',
    'hosts',
    'verify',
    'diff',
  ],
];

/** Tests that take long, in this order: a mutant is done with at the first test that fails. */
const last = [
  'test/mesh/check-groups.test.ts',
  'test/render/psk.test.ts',
  'test/render/groups.test.ts',
  'test/diff/diff.test.ts',
  'test/hosts/conns/fast-reader.test.ts',
  'test/verify/with-inventory.test.ts',
  'test/verify/two-hosts.test.ts',
  'test/render/laws.test.ts',
  'test/verify/law7.test.ts',
  'test/hosts/conns/read-conns.test.ts',
  'test/libreswan/record-lexer.test.ts',
  'test/libreswan/keyword/value/values.test.ts',
  'test/libreswan/ranges.test.ts',
  'test/libreswan/identity/matches.test.ts',
  'test/libreswan/every-release.test.ts',
  'test/libreswan/ipsec-conf/load/every-release.test.ts',
  'test/libreswan/identity/overlapping-subjects.test.ts',
];

/** Stryker's options for a room. */
export function settingsOf(room) {
  const [top] = room.split('/');
  return {
    testRunner: 'bundle',
    plugins: ['./scripts/mutation/runner.js', './scripts/mutation/ignore-wording.js'],
    ignorers: ['wording'],
    bundleRunner: {
      tests: [`test/${top}/**`, ...(alsoBy[room] ?? [])].map((glob) => `${glob}/*.test.ts`),
      except: ['test/**/*.{tools,long}.test.ts'],
      last,
      skip: ['among 10,000 hosts', 'a megabyte in one line', 'a long chain', 'among a thousand authorities'],
      setup: './test/support/seed.ts',
      runs: 20,
    },
    mutate: [`src/${room}/**/*.ts`, '!src/**/index.ts', '!src/**/*.{d,sh}.ts', ...(tables[room] ?? [])],
    incremental: true,
    incrementalFile: `reports/mutation/${room.replace('/', '-')}.json`,
    dryRunTimeoutMinutes: 20,
    reporters: ['clear-text', 'progress'],
    clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
    coverageAnalysis: 'perTest',
    concurrency: Number(process.env.SWANMESH_MUTATION_WORKERS ?? 2),
    timeoutMS: 5000,
    thresholds: { high: 95, low: 85, break: 85 },
    tempDirName: '.stryker-tmp',
  };
}
