/** Which IDs every release takes for which certificates: golden. Real plutos judge some of it in `match-identity.tools.test.ts`. */
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { identityText } from '../../../src/libreswan/identity/identity-text.ts';
import { type IdentityMatch, matchesIdentity } from '../../../src/libreswan/identity/match-identity.ts';
import { type Release, releases } from '../../../src/libreswan/release.ts';
import { releaseRuns, testByRelease } from '../../support/by-release.ts';
import { testGoldenRows } from '../../support/golden-rows.ts';
import { testReasons } from '../../support/reasons.ts';
import { askedFor, identities, names, subjects } from './matches.ts';

testGoldenRows('names that are asked for, and subjects', {
  file: 'libreswan/matches.txt',
  rows: Object.entries(subjects),
  title: ([kind]) => `# ${kind}`,
  told: ([, subject]) =>
    Object.entries(askedFor)
      .map(([asked, change]) => {
        const name = change(subject);
        const decided = releaseRuns((release) => {
          const written = identityText(name, [release], valueAt('x'));
          const text = written.kind === 'ok' ? written.value : `@~${name.derHex}`;
          const { verdict, tooWide } = matchesIdentity(text, { subject, subjectAltNames: [] }, release);
          return `${verdict}${tooWide ? ' (too wide)' : ''}`;
        });
        return `  ${asked}: ${decided.map((run) => run.join(' ')).join(', ')}`;
      })
      .join('\n'),
});

const matchOf = (text: string, release: Release): IdentityMatch => matchesIdentity(text, names, release);

testByRelease('which IDs are taken', 'libreswan/match-verdicts.txt', identities, (text, release) => {
  const { verdict, tooWide } = matchOf(text, release);
  return `  ${verdict}${tooWide ? ' (too wide)' : ''}`;
});

testReasons('why an ID is taken, or not', 'reasons/matches.txt', function* () {
  for (const text of identities)
    for (const release of releases) {
      const { verdict, reason } = matchOf(text, release);
      yield [`${release}: ${verdict} ${JSON.stringify(text)}`, reason];
    }
});
