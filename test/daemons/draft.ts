/** Pairs put together from choices: a base that works, and edits of one end or both. */
import type { DebianRelease } from '../support/debian/release-tools.ts';
import type { CertificateSpec, DatabaseEntry, KeyKind } from './certificates.ts';
import type { Pair, Side } from './pair.ts';

/** A side while it is put together. `left` is the own end until it is printed. */
export interface Draft {
  end: 'a' | 'b';
  release: DebianRelease;
  /** Lines of the conn; `undefined` takes one away. */
  lines: Record<string, string | undefined>;
  /** Text before and behind the conn. */
  before: string;
  more: string;
  secrets: string | undefined;
  database: DatabaseEntry[] | undefined;
  setup: string | undefined;
  /** Whether the own end is printed on the right. */
  mirrored: boolean;
  name: string;
}

export interface Drafts {
  a: Draft;
  b: Draft;
  alone: boolean;
}

export type Base = 'psk' | 'psk-names' | 'rsa' | 'rsa-fromcert' | 'rsa-names' | 'ecdsa';

export const ca: CertificateSpec = { subject: 'O=Example {N}/CN=CA {N}', owner: 'ca', key: 'p256', isCa: true };
export const otherCa: CertificateSpec = {
  subject: 'O=Other {N}/CN=Other CA {N}',
  owner: 'ca2',
  key: 'p256',
  isCa: true,
};
export const caEntry: DatabaseEntry = { nickname: 'CA {N}', certificate: ca, trust: 'CT,,', key: false };
export const otherCaEntry: DatabaseEntry = {
  nickname: 'Other CA {N}',
  certificate: otherCa,
  trust: 'CT,,',
  key: false,
};

export const keyText = '0x8f1d4f6c0a3b5e7d9c2a4b6d8e0f1a3c5e7f9b1d3f5a7c9e1b3d5f7a9c1e3f5a';
export const otherKeyText = '0x1f1d4f6c0a3b5e7d9c2a4b6d8e0f1a3c5e7f9b1d3f5a7c9e1b3d5f7a9c1e3f51';

/** A host's certificate. */
export function leafOf(end: 'a' | 'b', key: KeyKind, more: Partial<CertificateSpec> = {}): CertificateSpec {
  const address = end === 'a' ? '{A}' : '{B}';
  return {
    subject: `O=Example {N}/OU=hosts/CN=${end}.{N}.example`,
    owner: end,
    key,
    issuer: ca,
    alternatives: [`dns:${end}.{N}.example`, `ip:${address}`, `email:${end}@{N}.example`],
    ...more,
  };
}

export const subjectText = (end: 'a' | 'b'): string => `"O=Example {N}, OU=hosts, CN=${end}.{N}.example"`;
export const other = (end: 'a' | 'b'): 'a' | 'b' => (end === 'a' ? 'b' : 'a');
const addressOf = (end: 'a' | 'b'): string => (end === 'a' ? '{A}' : '{B}');

function draftOf(base: Base, end: 'a' | 'b', release: DebianRelease): Draft {
  const far = other(end);
  const lines: Draft['lines'] = {
    left: addressOf(end),
    right: addressOf(far),
    ikev2: release === '5.2' ? undefined : 'insist',
    auto: 'ondemand',
  };
  const draft: Draft = {
    end,
    release,
    lines,
    before: '',
    more: '',
    secrets: undefined,
    database: undefined,
    setup: undefined,
    mirrored: false,
    name: `{N}-to-${far}`,
  };
  if (base === 'psk' || base === 'psk-names') {
    lines.authby = 'secret';
    draft.secrets = `{A} {B} : PSK ${keyText}\n`;
    if (base === 'psk-names') {
      lines.leftid = `@${end}.{N}.example`;
      lines.rightid = `@${far}.{N}.example`;
      draft.secrets = `@a.{N}.example @b.{N}.example : PSK ${keyText}\n`;
    }
    return draft;
  }
  const key = base === 'ecdsa' ? 'p256' : 'rsa2048';
  lines.leftcert = `{N}${end}`;
  if (base === 'rsa-names') {
    lines.leftid = `@${end}.{N}.example`;
    lines.rightid = `@${far}.{N}.example`;
  } else if (base === 'rsa-fromcert') {
    lines.leftid = '%fromcert';
    lines.rightid = '%fromcert';
    lines.rightca = '%same';
  } else {
    lines.leftid = subjectText(end);
    lines.rightid = subjectText(far);
  }
  lines.authby = base === 'ecdsa' ? 'ecdsa' : 'rsasig';
  draft.database = [{ nickname: `{N}${end}`, certificate: leafOf(end, key), trust: ',,', key: true }, caEntry];
  return draft;
}

export function newDrafts(base: Base, releases: readonly [DebianRelease, DebianRelease]): Drafts {
  return { a: draftOf(base, 'a', releases[0]), b: draftOf(base, 'b', releases[1]), alone: false };
}

/** Prints what was put together. */
export function pairOf(drafts: Drafts): Pair {
  return { a: sideOf(drafts.a), b: sideOf(drafts.b), ...(drafts.alone ? { alone: true } : {}) };
}

function sideOf({ release, lines, before, more, secrets, database, setup, mirrored, name }: Draft): Side {
  const side = (keyword: string): string =>
    mirrored ? keyword.replace(/^(left|right)/, (word) => (word === 'left' ? 'right' : 'left')) : keyword;
  const printed = Object.entries(lines).flatMap(([keyword, value]) =>
    value === undefined ? [] : [`\t${side(keyword)}=${value}\n`],
  );
  return {
    release,
    conf: `${before}conn ${name}\n${printed.join('')}${more}`,
    ...(secrets === undefined ? {} : { secrets }),
    ...(database === undefined ? {} : { database }),
    ...(setup === undefined ? {} : { setup }),
  };
}
