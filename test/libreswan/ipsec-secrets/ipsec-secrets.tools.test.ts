import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSecrets } from '../../../src/libreswan/ipsec-secrets/check.ts';
import type { KeyRecord, SecretsEntry } from '../../../src/libreswan/ipsec-secrets/document.ts';
import { parseSecrets } from '../../../src/libreswan/ipsec-secrets/parse.ts';
import { selectorKind } from '../../../src/libreswan/ipsec-secrets/selector.ts';
import { editedSecretsText, secretsText } from '../../arbitraries/secrets-text.ts';
import type { DebianRelease } from '../../support/debian/release-tools.ts';
import { describeWithPluto } from '../../support/pluto.ts';

/** What becomes of one record: how many selectors are taken and how many set aside, and whether a key is installed. */
type Fate = readonly [taken: number, refused: number, outcome: 'installed' | 'set aside' | 'included'];

/** What pluto tells with `--debug base`, record by record. */
function fatesTold(log: string): readonly Fate[] {
  const fates: Fate[] = [];
  let [taken, refused] = [0, 0];
  const close = (outcome: Fate[2]): void => {
    fates.push([taken, refused, outcome]);
    [taken, refused] = [0, 0];
  };
  for (const line of log.split('\n')) {
    if (/^\| id type added to secret/.test(line)) taken += 1;
    else if (/^ERROR ".*" line \d+: index /.test(line)) refused += 1;
    else if (/^\| certs and keys locked by 'process_secret'/.test(line)) close('installed');
    else if (/^no secrets filename matched|^loading secrets from "(?!\/run\/ipsec.secrets")/.test(line))
      close('included');
    else if (/^(expected record boundary in key|ignoring malformed INCLUDE|".*" line \d+: )/.test(line))
      close('set aside');
  }
  return fates;
}

function fateOf(entry: SecretsEntry, release: DebianRelease): readonly Fate[] {
  if (entry.kind === 'include') return [[0, 0, entry.fault === undefined ? 'included' : 'set aside']];
  if (entry.kind !== 'key') return [];
  const refused = entry.selectors.filter((selector) => selectorKind(selector, release) === 'none').length;
  return [[entry.selectors.length - refused, refused, entry.key === undefined ? 'set aside' : 'installed']];
}

/** Records whose selectors are not predicted here: up to 4.3 a quoted one is taken with its quotes; a name may resolve. */
function isPredictable(entry: SecretsEntry, release: DebianRelease): boolean {
  if (entry.kind !== 'key') return true;
  if (release === '4.3' && entry.fault?.kind === 'unterminated' && entry.key === undefined) return false;
  return entry.fault?.kind !== 'no-separator' && entry.selectors.every((selector) => isPlain(selector, release));
}

function isPlain(selector: KeyRecord['selectors'][number], release: DebianRelease): boolean {
  if (selector.quoted && release === '4.3') return false;
  const kind = selectorKind(selector, release);
  return kind === 'address' || kind === 'anybody' || kind === 'none' || /^@[a-z.]+$|^O=x,CN=y$/.test(selector.text);
}

const long = process.env.SWANMESH_LONG === '1';
const runs = long ? 4000 : 150;

describeWithPluto(
  ['4.3', '4.10', '5.2'],
  'pluto makes of a secrets file what we say',
  { debug: ['base'] },
  (pluto, { release }) => {
    const ask = (text: string): readonly Fate[] => {
      const running = pluto();
      running.write('ipsec.secrets', text);
      running.news();
      running.whack('--rereadsecrets');
      return fatesTold(running.news());
    };

    test('record by record, for random files, sound, unsound and edited', () => {
      fc.assert(
        fc.property(fc.oneof(secretsText, editedSecretsText), (text) => {
          const document = parseSecrets(text, release);
          fc.pre(document.entries.every((entry) => isPredictable(entry, release)));
          // What we say no release loads is not put to pluto.
          fc.pre(checkSecrets(document).every(({ code }) => code !== 'libreswan/secret-incomplete'));
          expect(ask(text)).toEqual(document.entries.flatMap((entry) => fateOf(entry, release)));
        }),
        { numRuns: runs },
      );
    }, 600_000);
  },
);
