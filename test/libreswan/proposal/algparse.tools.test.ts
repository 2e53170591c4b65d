import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { defaultEspProposals } from '../../../src/libreswan/proposal/defaults.ts';
import { printProposals } from '../../../src/libreswan/proposal/print.ts';
import { isAead, type Proposals } from '../../../src/libreswan/proposal/proposals.ts';
import { readProposals, resolveProposals } from '../../../src/libreswan/proposal/read.ts';
import { type Release, releaseRange } from '../../../src/libreswan/release.ts';
import { proposalText } from '../../arbitraries/proposal-text.ts';
import { debianReleases, describeWithReleases, type ReleaseTools } from '../../support/debian/release-tools.ts';
import { proposals } from '../texts.ts';

const at = valueAt('ipsec', 'esp');

/** Our reading in the words of algparse: one line a proposal, what the release fills in filled in for `esp=`. */
function asAlgparse(value: Proposals, release: Release): string[] {
  return resolveProposals(value, release).proposals.map((proposal) => {
    const encryption = proposal.encryption
      .map(({ name, keyBits }) => (keyBits ? `${name}_${keyBits}` : name))
      .join('+');
    const integrity = isAead(proposal) && value.keyword === 'esp' ? ['NONE'] : proposal.integrity;
    return [encryption, integrity.join('+'), proposal.prf.join('+'), proposal.dh.join('+')]
      .filter((part) => part !== '')
      .join('-');
  });
}

/** What algparse makes of it: its lines, or `undefined` where it refuses. */
function algparse(tools: ReleaseTools, keyword: string, text: string): string[] | undefined {
  const { status, stdout } = tools.ipsec(['algparse', '-v2', '-pfs=yes', `${keyword}=${text}`]);
  if (status !== 0) return undefined;
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.trim());
}

describeWithReleases(debianReleases, 'algparse judges', (tools) => {
  const range = releaseRange(tools.release);

  test('the default esp= is what it prints', () => {
    const { stdout } = tools.ipsec(['algparse', '-v2', 'esp']);
    const printed = stdout.split('\n').filter((line) => line.startsWith('\t'));
    expect(asAlgparse(defaultEspProposals(tools.release, 'debian'), tools.release)).toEqual(
      printed.map((l) => l.trim()),
    );
  });

  const agree = (keyword: 'esp' | 'ike', text: string): void => {
    const theirs = algparse(tools, keyword, text);
    const ours = readProposals(text, keyword, range, at);
    if (theirs === undefined) {
      expect(ours.kind).toBe('failed');
    } else if (ours.kind === 'failed') {
      // The one thing that we refuse on purpose: a cipher with "none" beside a real integrity algorithm.
      expect(theirs.join()).toMatch(/\+NONE|NONE\+/);
    } else if (keyword === 'esp') {
      expect(asAlgparse(ours.value, tools.release)).toEqual(theirs);
    } else {
      // algparse also prints the defaults of ike=, which we leave unsaid: ours must be what its line begins with.
      const kept = resolveProposals(ours.value, tools.release).proposals;
      expect(theirs.length).toBe(kept.length);
      kept.forEach((proposal, i) => {
        // An integrity algorithm that is the PRF's own is not printed: then the PRF stands there.
        const integrity = proposal.integrity.map((name) => name.replace(/_\d+$/, ''));
        const words = [...integrity, ...proposal.prf, ...proposal.dh];
        for (const word of words) expect(theirs[i]).toContain(word);
      });
    }
  };

  test.each(['esp', 'ike'] as const)('proposals of every kind in %s=', (keyword) => {
    for (const text of proposals) agree(keyword, text);
  });

  test.each(['esp', 'ike'] as const)(
    'what it accepts in %s= we read as it does, and what it refuses we refuse',
    (keyword) => {
      fc.assert(
        fc.property(proposalText(keyword), (text) => {
          agree(keyword, text);
        }),
        { numRuns: process.env.SWANMESH_LONG === '1' ? 5000 : 60 },
      );
    },
  );

  test('what we print means there what we read', () => {
    fc.assert(
      fc.property(proposalText('esp'), (text) => {
        const ours = readProposals(text, 'esp', range, at);
        fc.pre(ours.kind === 'ok');
        if (ours.kind !== 'ok') return;
        const printed = printProposals(ours.value, range, at);
        expect(printed.kind).toBe('ok');
        if (printed.kind === 'ok')
          expect(algparse(tools, 'esp', printed.value)).toEqual(asAlgparse(ours.value, tools.release));
      }),
      { numRuns: process.env.SWANMESH_LONG === '1' ? 1000 : 30 },
    );
  });
});
