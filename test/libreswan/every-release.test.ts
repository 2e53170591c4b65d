/** What every release makes of proposals, IDs, secrets files and policy files: golden, so that nothing changes unseen. */
import { expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { parseIdentity } from '../../src/libreswan/identity/parse-identity.ts';
import { checkSecrets } from '../../src/libreswan/ipsec-secrets/check.ts';
import { parseSecrets } from '../../src/libreswan/ipsec-secrets/parse.ts';
import { checkPolicyGroup } from '../../src/libreswan/policy-group/check.ts';
import { groupInstanceName } from '../../src/libreswan/policy-group/instance.ts';
import { parsePolicyGroup, policyGroupTargets } from '../../src/libreswan/policy-group/parse.ts';
import { judgeProposals } from '../../src/libreswan/proposal/judge.ts';
import { printProposals } from '../../src/libreswan/proposal/print.ts';
import { readProposals, resolveProposals } from '../../src/libreswan/proposal/read.ts';
import { indented, testByRelease } from '../support/by-release.ts';
import { findingsText } from '../support/findings-text.ts';
import { identities, policies, proposals, secrets } from './texts.ts';

const at = valueAt('x');

for (const keyword of ['ike', 'esp'] as const)
  testByRelease(
    `what every release makes of ${keyword}=`,
    `libreswan/proposals-${keyword}.txt`,
    proposals,
    (text, release) => {
      const read = readProposals(text, keyword, [release], at);
      const findings = judgeProposals(text, keyword, release, at);
      if (read.kind === 'failed') return indented(`refused\n${findingsText([...read.findings, ...findings])}`);
      const printed = printProposals(read.value, [release], at);
      const lines = resolveProposals(read.value, release).proposals.map((proposal) => JSON.stringify(proposal));
      const again = printed.kind === 'ok' ? printed.value : findingsText(printed.findings);
      return indented([`printed: ${again}`, ...lines, findingsText([...read.findings, ...findings])].join('\n'));
    },
  );

testByRelease('what every release makes of an ID', 'libreswan/identities.txt', identities, (text, release) => {
  const read = parseIdentity(text, release, at);
  return indented(read.kind === 'ok' ? JSON.stringify(read.value) : `refused\n${findingsText(read.findings)}`);
});

testByRelease('what every release makes of a secrets file', 'libreswan/secrets.txt', secrets, (text, release) => {
  const file = parseSecrets(text, release, 'f');
  const entries = file.entries.map((entry) => {
    if (entry.kind !== 'key') return entry.kind;
    const names = entry.selectors.map((selector) => `${selector.text}${selector.quoted ? ' (quoted)' : ''}`).join(' ');
    return `${entry.type} for ${JSON.stringify(names)}, ${entry.key?.reveal().length ?? 'no'} bytes`;
  });
  return indented([`read: ${entries.join('; ')}`, findingsText(checkSecrets(file))].join('\n'));
});

testByRelease('what every release makes of a policy file', 'libreswan/policies.txt', policies, (text, release) => {
  const file = parsePolicyGroup(text, release, 'f');
  const fates = file.entries.map((entry) => (entry.kind === 'line' ? `${entry.fate}@${entry.at.line}` : 'trivia'));
  const targets = policyGroupTargets(file).map((target) => groupInstanceName('g', target));
  return indented([`read: ${fates.join(' ')}`, ...targets, findingsText(checkPolicyGroup(file))].join('\n'));
});

test.each([
  ['proposals', proposals],
  ['identities', identities],
  ['secrets', secrets],
  ['policies', policies],
])('none of the %s stands there twice', (_, texts) => {
  expect(new Set(texts).size).toBe(texts.length);
});
