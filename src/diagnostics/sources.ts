/**
 * Where what is said of a release comes from: the files of libreswan that decide, with the tags at which they were read, or the
 * program that was asked. For every code that is about a release.
 */
import type { DiagnosticCode } from './codes.ts';

const confread = 'lib/libipsecconf/confread.c (v4.3, v4.10, v5.2), lib/libswan/ipsecconf/confread.c (v5.3, v5.4)';
const parser =
  'lib/libipsecconf/parser.y and parser.lex (v4.3, v4.10, v5.2), lib/libswan/ipsecconf/parser.y and scanner.lex (v5.3, v5.4)';
const keywords =
  'lib/libipsecconf/keywords.c (v3.15 to v5.2), lib/libswan/ipsecconf/keywords.c (v5.3), conn.c and setup.c beside it (v5.4)';
const values = `${keywords}; lib/libipsecconf/parser.y (v4.3, v4.10, v5.2), lib/libswan/ipsecconf/parser.y (v5.3, v5.4)`;
const pluto = 'programs/pluto/connections.c (v4.3, v4.10, v5.2, v5.3), programs/pluto/extract.c (v5.4)';
const proposals =
  'lib/libswan/proposals.c, v1_proposals.c and v2_proposals.c (v4.3 to v5.3), lib/libswan/proposals.c (v5.4); ipsec algparse';
const ids = 'lib/libswan/id.c and x509dn.c (v4.3, v4.10, v5.2, v5.3, v5.4)';
const nss = 'lib/libswan/nss_cert_load.c and programs/pluto/x509.c (v4.3, v4.10, v5.2)';
const secrets = 'lib/libswan/secrets.c (v4.3, v4.10, v5.2)';
const groups = 'programs/pluto/foodgroups.c (v4.3, v4.10, v5.2)';

const sources: Partial<Readonly<Record<DiagnosticCode, string>>> = {
  'libreswan/address-is-a-name': `${pluto}: KH_IPHOSTNAME; ${ids}`,
  'libreswan/also-limit': confread,
  'libreswan/bad-identity': ids,
  'libreswan/bad-nickname': nss,
  'libreswan/bad-proposal': proposals,
  'libreswan/bad-value': values,
  'libreswan/conn-lost': `${confread}; ${pluto}`,
  'libreswan/conn-name': parser,
  'libreswan/duplicate-conn': confread,
  'libreswan/duplicate-keyword': `${confread}; ${parser}`,
  'libreswan/empty-subject': ids,
  'libreswan/expired-accepted': 'programs/pluto/nss_cert_verify.c (v5.4); programs/pluto/connections.c (v5.2, v5.3)',
  'libreswan/group-ambiguous': groups,
  'libreswan/group-duplicate': groups,
  'libreswan/group-entry': groups,
  'libreswan/group-host-bits': groups,
  'libreswan/group-truncated': groups,
  'libreswan/include-depth': parser,
  'libreswan/include-folder': parser,
  'libreswan/include-unfinished': 'lib/libswan/ipsecconf/scanner.lex (v5.3, v5.4)',
  'libreswan/inexpressible-secret': secrets,
  'libreswan/inexpressible-value': parser,
  'libreswan/long-line': 'lib/libswan/lex.c (v4.3, v4.10, v5.2)',
  'libreswan/lost-text': parser,
  'libreswan/misplaced-keyword': `${confread}; ${parser}`,
  'libreswan/missing-conn': confread,
  'libreswan/missing-include': parser,
  'libreswan/no-common-spelling': keywords,
  'libreswan/no-effect': `lib/libipsecconf/starterwhack.c (v4.3, v4.10); ${pluto}`,
  'libreswan/obsolete-keyword': keywords,
  'libreswan/other-meaning': keywords,
  'libreswan/secret-conflict': secrets,
  'libreswan/secret-for-anybody': secrets,
  'libreswan/secret-incomplete': secrets,
  'libreswan/secret-selector': `${secrets}; ${ids}`,
  'libreswan/secret-syntax': secrets,
  'libreswan/secret-type': secrets,
  'libreswan/secret-unneeded': secrets,
  'libreswan/subject-too-long': ids,
  'libreswan/syntax-error': parser,
  'libreswan/unknown-keyword': keywords,
  'libreswan/unmatchable-subject': ids,
  'libreswan/unsupported-algorithm': proposals,
  'libreswan/unusable-nickname': nss,
  'libreswan/wildcard-subject': ids,
};

/**
 * The files of libreswan, with their tags, that a finding about a release comes from; `undefined` for findings about anything else.
 *
 * @example sourceOfCode('libreswan/include-unfinished') // 'libreswan lib/libswan/ipsecconf/scanner.lex (v5.3, v5.4)'
 */
export function sourceOfCode(code: DiagnosticCode): string | undefined {
  const files = sources[code];
  return files === undefined ? undefined : `libreswan ${files}`;
}
