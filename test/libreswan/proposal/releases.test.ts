import { describe, expect, test } from 'vitest';
import { type DiagnosticCode, valueAt } from '../../../src/diagnostics/diagnostic.ts';
import type { ProposalKeyword } from '../../../src/libreswan/proposal/algorithm.ts';
import { defaultEspProposals } from '../../../src/libreswan/proposal/defaults.ts';
import { judgeProposals } from '../../../src/libreswan/proposal/judge.ts';
import { printProposals } from '../../../src/libreswan/proposal/print.ts';
import { readProposals } from '../../../src/libreswan/proposal/read.ts';
import { type EspEnd, pairTransforms } from '../../../src/libreswan/proposal/select.ts';
import { type Release, type ReleaseRange, releaseRange } from '../../../src/libreswan/release.ts';

const at = valueAt('ipsec', 'esp');

/** The text that is rendered for a range, or the codes of what is refused. */
function spelled(text: string, keyword: ProposalKeyword, releases: ReleaseRange): string | readonly DiagnosticCode[] {
  const read = readProposals(text, keyword, releases, at);
  const printed = read.kind === 'ok' ? printProposals(read.value, releases, at) : read;
  for (const finding of printed.findings) expect(finding.at).toBe(at);
  return printed.kind === 'ok' ? printed.value : printed.findings.map(({ code }) => code);
}

interface Row {
  readonly why: string;
  readonly keyword?: ProposalKeyword;
  readonly text: string;
  readonly from: Release;
  readonly to?: Release;
  readonly gives: string | readonly DiagnosticCode[];
}

const unsupported: readonly DiagnosticCode[] = ['libreswan/unsupported-algorithm'];
const bad: readonly DiagnosticCode[] = ['libreswan/bad-proposal'];
const open: readonly DiagnosticCode[] = ['libreswan/no-common-spelling'];

const rows: readonly Row[] = [
  { why: "the guide's, on every release", text: 'aes256-sha2_256', from: '3.15', to: '5.4', gives: 'aes256-sha2_256' },
  { why: 'other spellings become ours', text: 'AES_CBC_256-HMAC_SHA2_256_128', from: '4.10', gives: 'aes256-sha2_256' },
  { why: 'a combined mode alone', text: 'aes_gcm256', from: '3.22', to: '5.4', gives: 'aes_gcm256' },
  {
    why: 'up to 3.21 it wants -null, which all take',
    text: 'aes_gcm256',
    from: '3.15',
    to: '5.4',
    gives: 'aes_gcm256-null',
  },
  { why: '+ where all know it', text: 'aes256+aes128-sha1', from: '3.28', to: '4.15', gives: 'aes256+aes128-sha1' },
  {
    why: 'without +, one by one',
    text: 'aes256+aes128-sha1+sha2_256',
    from: '3.25',
    to: '4.10',
    gives: 'aes256-sha1,aes256-sha2_256,aes128-sha1,aes128-sha2_256',
  },
  { why: 'no hash means the same from 3.28 on', text: 'aes256', from: '3.28', to: '5.4', gives: 'aes256' },
  { why: 'no hash meant SHA1 before', text: 'aes256', from: '3.27', to: '3.28', gives: open },
  { why: 'no hash meant MD5 and SHA1 at first', text: 'aes256', from: '3.20', to: '3.21', gives: open },
  {
    why: '; stands before the group',
    text: 'aes256-sha2_256-modp2048',
    from: '3.15',
    to: '5.4',
    gives: 'aes256-sha2_256;modp2048',
  },
  {
    why: 'one group for all proposals, up to 3.20 not sayable',
    text: 'aes256-sha1;modp2048,aes128-sha1;modp2048',
    from: '3.20',
    gives: unsupported,
  },
  {
    why: 'from 3.21 on it is',
    text: 'aes256-sha1;modp2048,aes128-sha1;modp2048',
    from: '3.21',
    gives: 'aes256-sha1;modp2048,aes128-sha1;modp2048',
  },
  { why: 'a group for one proposal only', text: 'aes256-sha1;modp2048,aes128-sha1', from: '4.10', gives: bad },
  { why: 'two different groups', text: 'aes256-sha1;modp2048,aes128-sha1;dh19', from: '4.10', gives: bad },
  { why: 'ChaCha20 came with 3.26', text: 'chacha20_poly1305', from: '3.25', gives: unsupported },
  { why: 'ChaCha20 is there', text: 'chacha20_poly1305', from: '3.26', to: '5.4', gives: 'chacha20_poly1305' },
  { why: 'GMAC came with 3.22', text: 'null_auth_aes_gmac256', from: '3.21', gives: unsupported },
  {
    why: 'XCBC and CMAC came with 3.25',
    text: 'aes-aes_xcbc,aes-aes_cmac',
    from: '3.23',
    gives: [...unsupported, ...unsupported],
  },
  { why: 'modp1024 went with 3.30', text: 'aes-sha1;modp1024', from: '3.29', to: '3.30', gives: unsupported },
  { why: 'an integrity algorithm beside a combined mode', text: 'aes_gcm256-sha2_256', from: '4.10', gives: bad },
  { why: 'none beside a cipher', text: 'aes256-null', from: '4.10', gives: bad },
  { why: 'no encryption without integrity', text: 'null-null', from: '4.10', gives: bad },
  { why: 'a combined mode and a cipher in one', text: 'aes_gcm+aes', from: '4.10', gives: bad },
  { why: 'a key length that is none', text: 'aes512-sha1', from: '4.10', gives: bad },
  { why: 'a key length where there is none to choose', text: '3des192-sha1', from: '4.10', gives: bad },
  { why: 'blanks', text: 'aes256-sha1, aes128-sha1', from: '4.10', gives: bad },
  { why: 'nothing', text: '', from: '4.10', gives: bad },
  { why: 'all faults at once', text: 'rot13-sha1,aes-sha0,aes-sha1', from: '4.10', gives: [...bad, ...bad] },
  { why: 'very long', text: 'aes-sha1,'.repeat(1000), from: '4.10', gives: bad },
  {
    why: 'the IKE proposal of the contract',
    keyword: 'ike',
    text: 'aes_gcm256-sha2_512;dh19',
    from: '3.20',
    to: '5.4',
    gives: 'aes_gcm256-sha2_512;dh19',
  },
  {
    why: 'dh19 came with 3.20',
    keyword: 'ike',
    text: 'aes_gcm256-sha2_512;dh19',
    from: '3.19',
    to: '5.4',
    gives: unsupported,
  },
  {
    why: 'the group by its other name',
    keyword: 'ike',
    text: 'aes256-sha2_512-ecp_256',
    from: '4.10',
    gives: 'aes256-sha2_512;dh19',
  },
  {
    why: 'no group, which 3.28 fills in otherwise',
    keyword: 'ike',
    text: 'aes256-sha2_256',
    from: '3.27',
    to: '4.10',
    gives: open,
  },
  {
    why: 'no group, the same from 3.28 on',
    keyword: 'ike',
    text: 'aes256-sha2_256',
    from: '3.28',
    to: '5.4',
    gives: 'aes256-sha2_256',
  },
  {
    why: 'a hash of its own beside the PRF needs 3.28',
    keyword: 'ike',
    text: 'aes-sha1_96-sha2_256;dh19',
    from: '3.27',
    gives: unsupported,
  },
  {
    why: 'and is written in full',
    keyword: 'ike',
    text: 'aes-sha1_96-sha2_256;dh19',
    from: '4.10',
    gives: 'aes-hmac_sha1_96-sha2_256;dh19',
  },
  { why: 'ESP alone knows AES-CCM', keyword: 'ike', text: 'aes_ccm-sha2_256;dh19', from: '4.10', gives: bad },
  { why: 'no group is no choice for IKE', keyword: 'ike', text: 'aes-sha1;none', from: '4.10', gives: bad },
];

describe('proposals are spelled so that every release of a range means the same', () => {
  test.each(rows)('$why: $text for $from..$to', ({ keyword = 'esp', text, from, to = from, gives }) => {
    expect(spelled(text, keyword, releaseRange(from, to))).toEqual(gives);
  });

  test('what was spelled is spelled so again', () => {
    for (const { keyword = 'esp', from, to = from, gives } of rows) {
      if (typeof gives === 'string') expect(spelled(gives, keyword, releaseRange(from, to))).toBe(gives);
    }
  });
});

const words: readonly (readonly [why: string, text: string, release: Release, faults: number])[] = [
  ['+ is unknown before 3.28', 'aes256+aes128-sha1', '3.27', 1],
  ['+ is known from 3.28', 'aes256+aes128-sha1', '3.28', 0],
  ['an underscore before digits, up to 3.20', 'aes_256-sha1', '3.20', 1],
  ['an underscore before digits, from 3.21', 'aes_256-sha1', '3.21', 0],
  ['a combined mode without -null, up to 3.20', 'aes_gcm256', '3.19', 1],
  ['a combined mode with -null', 'aes_gcm256-null', '3.15', 0],
  ['what swanmesh writes', 'aes256-sha2_256;modp2048', '3.15', 0],
  ['what nobody reads', 'rot13', '5.4', 1],
];

describe('the words of a file are judged for one release', () => {
  test.each(words)('%s', (_, text, release, faults) => {
    expect(judgeProposals(text, 'esp', release, at)).toHaveLength(faults);
  });
});

describe('two hosts', () => {
  const end = (release: Release, esp?: string, platform: EspEnd['platform'] = 'upstream'): EspEnd => {
    const releases = releaseRange(release);
    if (esp === undefined) return { releases, platform };
    const read = readProposals(esp, 'esp', releases, at);
    if (read.kind === 'failed') throw new Error(`${esp} must be readable`);
    return { releases, platform, esp: read.value };
  };
  const names = (a: EspEnd, b: EspEnd): readonly (readonly string[])[] => {
    const pair = pairTransforms(a, b, at);
    if (pair.kind === 'failed') throw new Error('the ends must have a proposal in common');
    return [pair.value.selected, pair.value.accepted].map((list) => list.map(({ name }) => name));
  };

  test('select the first of the responder that the initiator offers, in both directions', () => {
    const [selected] = names(end('4.10', 'aes_gcm256,aes256-sha2_256'), end('4.10', 'aes256-sha2_256,aes_gcm256'));
    expect(selected).toEqual(['AES_GCM_16', 'AES_CBC-HMAC_SHA2_256_128']);
  });

  test('accept what both offer, and no more', () => {
    const [, accepted] = names(end('4.10'), end('4.10', 'aes256-sha2_512,3des-sha1'));
    expect(accepted).toEqual(['AES_CBC-HMAC_SHA2_512_256']);
  });

  test('an encryption without key length meets 256 and 128 bits, and not 192', () => {
    expect(names(end('4.10', 'aes-sha1'), end('4.10', 'aes128-sha1'))[0]).toEqual(['AES_CBC-HMAC_SHA1_96']);
    expect(pairTransforms(end('4.10', 'aes-sha1'), end('4.10', 'aes192-sha1'), at).kind).toBe('failed');
  });

  test('without anything in common are refused', () => {
    const pair = pairTransforms(end('4.10', 'aes256-sha1'), end('4.10', 'aes_gcm256'), at);
    expect(pair.findings).toMatchObject([{ code: 'libreswan/no-common-proposal', severity: 'error', at }]);
  });

  test('one of which leaves esp to a crypto-policy: everything in common may be selected', () => {
    const [rhel, debian] = [end('4.12', undefined, 'rhel9'), end('4.10', undefined, 'debian')];
    const [selected, accepted] = names(rhel, debian);
    expect(selected).toEqual(accepted);
    expect(accepted).toContain('AES_CBC-HMAC_SHA2_512_256');
    expect(pairTransforms(rhel, debian, at).findings).toMatchObject([{ code: 'mtu/set-esp', severity: 'warning', at }]);
  });

  test('of any two releases from 3.18 on select AES-GCM-16 with 256 bits by default', () => {
    for (const release of releaseRange('3.18', '5.4')) {
      expect(names(end(release), end('4.10'))[0]).toEqual(['AES_GCM_16']);
      expect(defaultEspProposals(release, 'upstream').proposals[0]?.encryption).toEqual([
        { name: 'AES_GCM_16', keyBits: 256 },
      ]);
    }
  });
});
