/** Which IDs every release takes for which certificates: golden. Real plutos judge some of it in `match-identity.tools.test.ts`. */
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { identityText } from '../../../src/libreswan/identity/identity-text.ts';
import { matchesIdentity } from '../../../src/libreswan/identity/match-identity.ts';
import { releaseRuns, testByRelease } from '../../support/by-release.ts';
import { testGoldenRows } from '../../support/golden-rows.ts';
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

testByRelease('why an ID is taken, or not', 'libreswan/match-reasons.txt', identities, (text, release) => {
  const { verdict, tooWide, reason } = matchesIdentity(text, names, release);
  return `  ${verdict}${tooWide ? ' (too wide)' : ''}: ${reason}`;
});
