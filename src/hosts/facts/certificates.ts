/** The certificates of a host's NSS database, and how much of the database is known. */
import { type Diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import { readCertificates } from '../../x509/read-certificate.ts';
import type { HostCertificate } from '../evidence.ts';
import { type Fact, textFact } from './fact.ts';
import { hasKey, isTrustedAuthority, type ListedNickname, nicknames } from './nicknames.ts';

/** What was gathered of a database. */
export interface DatabaseCertificates {
  /** Those of which the private key is there, and all others that are no authorities. */
  readonly hosts: readonly HostCertificate[];
  /** Authorities, by themselves or because the database trusts them as such. */
  readonly authorities: readonly HostCertificate[];
  /** Whether every certificate of the database that may be an authority is among them. */
  readonly isComplete: boolean;
  /** Whether the bundle says that the database has no certificate. */
  readonly isEmpty: boolean;
}

/**
 * A bundle of certificates. A line `# nickname: NAME` before a block says what the database calls it; trust comes from the list of
 * nicknames.
 */
export const certificates: Fact<DatabaseCertificates> = textFact({
  subject: 'NSS certificates',
  askedOf: 'certified',
  path: 'facts/certificates.pem',
  read: ({ file, text }, host) => {
    const findings: Diagnostic[] = [];
    const value = databaseOf(text, nicknames.read(host)?.value, file, findings);
    return { value, findings };
  },
});

/** What is known of a database of which no bundle was gathered, with the nicknames that were listed, if any. */
export function databaseWithoutBundle(listed: readonly ListedNickname[] | undefined): DatabaseCertificates {
  return { hosts: [], authorities: [], isComplete: listed?.every(hasKey) === true, isEmpty: false };
}

function databaseOf(
  text: string,
  listed: readonly ListedNickname[] | undefined,
  file: string,
  findings: Diagnostic[],
): DatabaseCertificates {
  const all = readBundle(text, file, findings).map((one): HostCertificate => {
    const trust = listed?.find(({ name }) => name === one.nickname)?.trust;
    return trust === undefined ? one : { ...one, trust };
  });
  const isAuthority = ({ certificate, trust }: HostCertificate): boolean =>
    certificate.isCa || isTrustedAuthority(trust);
  const shown = new Set(all.map(({ nickname }) => nickname));
  return {
    hosts: all.filter((one) => !isAuthority(one) || one.trust?.includes('u') === true),
    authorities: all.filter(isAuthority),
    isComplete: listed === undefined ? isBlankBundle(text) : listed.every((one) => hasKey(one) || shown.has(one.name)),
    isEmpty: isBlankBundle(text),
  };
}

/** Whether a bundle was gathered and has nothing but comments, as the script writes it of an empty database. */
function isBlankBundle(text: string): boolean {
  return text.split('\n').every((line) => line.startsWith('#') || line.trim() === '');
}

function readBundle(text: string, file: string, findings: Diagnostic[]): readonly HostCertificate[] {
  if (isBlankBundle(text)) return [];
  const read = readCertificates(text, textAt(file, 1, 1));
  for (const each of read.findings) findings.push(each);
  if (read.kind === 'failed') return [];
  const lines = text.split('\n');
  return read.value.map((certificate) => {
    const line = certificate.at.kind === 'text' ? certificate.at.line : 1;
    const nickname = /^# nickname: (.+?)\r?$/.exec(lines[line - 2] ?? '')?.[1];
    return { certificate, ...(nickname === undefined ? {} : { nickname }) };
  });
}
