/**
 * What single faults in the text of one host's files do to a mesh: the proof of the prover. Every row was written from what
 * pluto does (docs/reference), before the checks and without looking at them; it says by release what pluto would do, and what
 * `verify` then has to find, and where.
 *
 * The mesh is a, b and c, rendered; the edit is made on b, in its conn for c, or, with the layout `shared`, where the line
 * of that conn stands: in b's own half.
 */
import type { DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import { compareReleases, type Release } from '../../src/libreswan/release.ts';

/** What pluto would do. Everything but `nothing` must be found. */
export type Fate =
  /** The host loads no conn at all. */
  | 'file lost'
  /** The host does not load the conn. */
  | 'conn lost'
  /** The ID is dropped or read as another; the peer is not recognized. */
  | 'ID lost'
  /** The two ends do not come to terms. */
  | 'no match'
  /** They come to terms about less than was meant. */
  | 'weaker'
  | 'nothing';

/** One row: what the fault does from one release to another, both included. */
export interface Outcome {
  readonly from: Release;
  readonly to: Release;
  readonly fate: Fate;
  /** What must be found; absent for `nothing`. */
  readonly code?: DiagnosticCode;
}

/** A fault. */
export interface Mutation {
  readonly name: string;
  /** The path of the file on b; the conns where nothing is said. */
  readonly file?: string;
  /** A further file that is put there: path and text. */
  readonly beside?: readonly [path: string, text: string];
  /** The text after the edit; the text before is empty where the file was not there. */
  readonly edit: (text: string) => string;
  /** Matches the line at which the finding must stand, in the edited file. */
  readonly line?: RegExp;
  /** The file in which the finding must stand, where it is not the edited one. */
  readonly foundIn?: RegExp;
  readonly outcomes: readonly Outcome[];
  /** Where it is said: § alone is of docs/reference/libreswan.md, other pages are beside it; laws are in docs/development.md. */
  readonly source: string;
}

const conns = 'etc/ipsec.d/openshift-cluster.conf';
const nicknameHeading =
  '\nCertificate Nickname                                         Trust Attributes\n                                                             SSL,S/MIME,JAR/XPI\n\n';

/** What the fault does on a release, if the facts say it. */
export function outcomeOn(mutation: Mutation, release: Release): Outcome | undefined {
  return mutation.outcomes.find(
    ({ from, to }) => compareReleases(from, release) <= 0 && compareReleases(release, to) <= 0,
  );
}

export const always = (fate: Fate, code?: DiagnosticCode): readonly Outcome[] => [span('3.25', '5.4', fate, code)];
export const span = (from: Release, to: Release, fate: Fate, code?: DiagnosticCode): Outcome => ({
  from,
  to,
  fate,
  ...(code === undefined ? {} : { code }),
});

/** Edits the block of the conn for c. */
const inConn =
  (edit: (block: string) => string, name = 'c') =>
  (text: string): string =>
    text.replace(new RegExp(`^conn ${name}\\n(?:\\t.*\\n)*`, 'm'), edit);

/** Edits a line of the conn for c, or of the own half where the line stands there. */
const line =
  (pattern: RegExp, replacement: string) =>
  (text: string): string => {
    const direct = inConn((block) => block.replace(pattern, replacement))(text);
    return direct !== text
      ? direct
      : inConn((block) => block.replace(pattern, replacement), 'openshift-cluster-self')(text);
  };

/** Adds a line to the conn for c. */
const add = (setting: string) => inConn((block) => `${block}\t${setting}\n`);

/** Adds a line to the own half where there is one, else to the conn for c. */
const addOwn =
  (setting: string) =>
  (text: string): string => {
    const own = inConn((block) => `${block}\t${setting}\n`, 'openshift-cluster-self')(text);
    return own !== text ? own : add(setting)(text);
  };

const version = /\t(?:ikev2|keyexchange)=.*\n/;

export const mutations: readonly Mutation[] = [
  // The file as a whole
  {
    name: 'a keyword misspelt',
    edit: line(/right=/, 'rigth='),
    line: /rigth=/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§0.2, §1.7: an unknown keyword rejects the whole file',
  },
  {
    name: 'a comment of one word behind a value',
    edit: line(/auto=ondemand/, 'auto=ondemand #lazy'),
    line: /#lazy/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§0.3: "value #word" is a syntax error in every version',
  },
  {
    name: 'a comment of two words behind a value',
    edit: line(/auto=ondemand/, 'auto=ondemand # as needed'),
    outcomes: always('nothing'),
    source: '§0.3: "value # two words" is fine',
  },
  {
    name: 'an ID with blanks and no quotes',
    edit: line(/rightid="(.*)"/, 'rightid=$1'),
    line: /rightid=O/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: 'real-hosts.md §3: rightid unquoted with ", " is a syntax error, pluto does not start at all',
  },
  {
    name: 'a setting in the first column',
    edit: line(/\trightid=/, 'rightid='),
    line: /^rightid=/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§1.1: anything else in column 0 is a syntax error',
  },
  {
    name: 'a stray word between the conns',
    edit: (text) => text.replace(/^conn c$/m, 'here\nconn c'),
    line: /^here$/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§0.2: one stray word rejects the file',
  },
  {
    name: 'a byte order mark',
    edit: (text) => `\ufeff${text.replace(/^#.*\n\n/, '')}`,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§1.1: BOM is a syntax error',
  },
  {
    name: 'a quote not closed',
    edit: line(/(rightid=".*)"/, '$1'),
    line: /rightid="[^"]*$/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§1.1: a quoted value with a blank and no end is a syntax error',
  },
  {
    name: 'an unknown word of auto=',
    edit: line(/auto=ondemand/, 'auto=on-demand'),
    line: /auto=on-demand/,
    outcomes: [
      span('3.25', '4.15', 'file lost', 'verify/configuration-lost'),
      span('5.2', '5.3', 'conn lost', 'verify/not-loaded'),
      span('5.4', '5.4', 'conn lost', 'verify/conn-lost'),
    ],
    source: '§1.3, §2.2 auto: unknown is fatal up to 4.15, ignored and so not loaded 5.2-5.3, conn refused 5.4',
  },
  {
    name: 'an unknown word of type=',
    edit: addOwn('type=tunel'),
    line: /type=tunel/,
    outcomes: [
      span('3.25', '4.15', 'file lost', 'verify/configuration-lost'),
      span('5.2', '5.3', 'nothing'),
      span('5.4', '5.4', 'conn lost', 'verify/conn-lost'),
    ],
    source: '§2.2 type: unknown is fatal up to 4.15, ignored (tunnel) 5.2-5.3, conn refused 5.4',
  },
  {
    name: 'keyexchange=ikev2 for a release that does not know it',
    edit: line(version, '\tkeyexchange=ikev2\n'),
    line: /keyexchange=ikev2/,
    outcomes: [span('3.25', '4.15', 'file lost', 'verify/configuration-lost')],
    source: '§0.6, §2.3: keyexchange=ikev2 is fatal for the whole file up to 4.15',
  },
  {
    name: 'ikev2=insist on a release that says it otherwise',
    edit: line(version, '\tikev2=insist\n'),
    outcomes: [span('5.0', '5.4', 'nothing')],
    source: '§2.3: 5.x takes it with a notice',
  },
  {
    name: 'a broken file of somebody else',
    file: 'etc/ipsec.d/aaa-other.conf',
    edit: () => '# a road warrior\nconn road\n\tleft=%any\n\tbogus=1\n',
    line: /bogus=1/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§1.6: a fault in any included file invalidates everything that is read',
  },
  {
    name: 'a main file that does not include ours',
    file: 'etc/ipsec.conf',
    edit: () => 'config setup\n\tlogfile=/var/log/pluto.log\n\n#include /etc/ipsec.d/*.conf\n',
    foundIn: /ipsec\.conf$/,
    outcomes: always('file lost', 'verify/not-included'),
    source: '§6: /etc/ipsec.conf includes /etc/ipsec.d/*.conf, and nothing else does',
  },
  {
    name: 'a main file that includes ours',
    file: 'etc/ipsec.conf',
    edit: () => 'config setup\n\tlogfile=/var/log/pluto.log\n\ninclude /etc/ipsec.d/*.conf\n',
    outcomes: always('nothing'),
    source: '§6',
  },
  {
    name: 'an empty value',
    edit: line(/\tright=.*\n/, '\tright=\n'),
    outcomes: [
      span('3.25', '3.32', 'file lost', 'verify/configuration-lost'),
      span('4.0', '5.4', 'no match', 'verify/address-mismatch'),
    ],
    source:
      '§1.1: up to 3.32 it swallows the next line, of which what follows the first blank is then a syntax error; later it is nothing, and there is no peer',
  },

  // One conn
  {
    name: 'the conn is gone',
    edit: inConn(() => ''),
    outcomes: always('no match', 'verify/missing-conn'),
    source: 'law 7; real-hosts.md §2: a host without the conn answers NO_PROPOSAL_CHOSEN or in plaintext',
  },
  {
    name: 'auto= is gone',
    edit: line(/\tauto=.*\n/, ''),
    line: /^conn c$/,
    outcomes: always('conn lost', 'verify/not-loaded'),
    source: '§2.2 auto: the default is ignore',
  },
  {
    name: 'auto=ignore',
    edit: line(/auto=ondemand/, 'auto=ignore'),
    line: /auto=ignore/,
    outcomes: always('conn lost', 'verify/not-loaded'),
    source: '§2.2 auto',
  },
  {
    name: 'auto=route, the other word for ondemand',
    edit: line(/auto=ondemand/, 'auto=route'),
    outcomes: always('nothing'),
    source: '§2.2 auto: ondemand(=route)',
  },
  {
    name: 'auto=add',
    edit: line(/auto=ondemand/, 'auto=add'),
    line: /auto=add/,
    outcomes: always('weaker', 'verify/plaintext-possible'),
    source: 'real-hosts.md §2: a conn that is not routed lets plaintext through until it is up',
  },
  {
    name: 'auto=start',
    edit: line(/auto=ondemand/, 'auto=start'),
    line: /auto=start/,
    outcomes: always('weaker', 'verify/plaintext-possible'),
    source: 'real-hosts.md §2: auto=start is unrouted until up, and the shunts do not change that',
  },
  {
    name: 'the same key twice, with another value',
    edit: add('right=172.16.0.9'),
    line: /right=172\.16\.0\.9/,
    outcomes: [span('3.25', '4.15', 'conn lost', 'verify/conn-lost'), span('5.0', '5.4', 'nothing')],
    source: '§1.5: up to 4.15 the conn is dropped, later the first value is kept',
  },
  {
    name: 'also= names a conn that is not there',
    edit: add('also=openshift-cluster-sellf'),
    line: /also=openshift-cluster-sellf/,
    outcomes: [span('3.25', '5.4', 'conn lost', 'verify/conn-lost')],
    source: '§1.5: also= to a missing conn loses the conn from 3.25 on (4.3 and 4.10 load it with what else it has)',
  },
  {
    name: 'a proposal that nobody knows',
    edit: addOwn('esp=aes257'),
    line: /esp=aes257/,
    outcomes: always('conn lost', 'verify/conn-lost'),
    source: '§2.2 ike/esp: unknown algorithm loses the conn on every release',
  },
  {
    name: 'authby=never on a conn that should encrypt',
    edit: line(/authby=rsasig/, 'authby=never'),
    line: /authby=never/,
    outcomes: always('conn lost', 'verify/conn-lost'),
    source: '§2.2: authby=never without type=passthrough loses the conn from 3.21 on',
  },
  {
    name: 'type=passthrough',
    edit: addOwn('type=passthrough'),
    line: /type=passthrough|authby=rsasig/,
    outcomes: [
      span('3.25', '3.25', 'weaker', 'verify/plaintext-possible'),
      span('3.32', '5.2', 'conn lost', 'verify/conn-lost'),
      span('5.3', '5.4', 'weaker', 'verify/plaintext-possible'),
    ],
    source: 'running plutos: type=passthrough beside authby=rsasig loses the conn up to 5.2, and is loaded from 5.3',
  },
  {
    name: 'a number where a certificate is named',
    edit: line(/leftcert=.*/, 'leftcert=1234'),
    line: /leftcert=1234/,
    outcomes: [
      span('3.25', '4.15', 'conn lost', 'verify/conn-lost'),
      span('5.0', '5.4', 'no match', 'verify/nickname'),
    ],
    source: '§1.2: an all-digit string drops the conn up to 4.15, and is a nickname from 5.0 on',
  },

  // Addresses
  {
    name: 'the address of the peer is another',
    edit: line(/right=172\.16\.0\.3/, 'right=172.16.0.33'),
    line: /right=172\.16\.0\.33/,
    outcomes: always('no match', 'verify/address-mismatch'),
    source: 'law 4: the conn on one end is the mirror of that on the other',
  },
  {
    name: 'the own address is another',
    edit: line(/left=172\.16\.0\.2/, 'left=172.16.0.22'),
    line: /left=172\.16\.0\.22/,
    outcomes: always('no match', 'verify/address-mismatch'),
    source: '§7, §3.1: a conn of which no end is an own address is not oriented and never used',
  },
  {
    name: 'the peer is the host itself',
    edit: line(/right=172\.16\.0\.3/, 'right=172.16.0.2'),
    line: /right=172\.16\.0\.2$/,
    outcomes: always('no match', 'verify/address-mismatch'),
    source: 'ipsec.conf(5): left = right passes --checkconfig',
  },
  {
    name: 'the addresses of two peers exchanged',
    edit: (text) =>
      text
        .replace(/right=172\.16\.0\.1\b/, 'right=X')
        .replace(/right=172\.16\.0\.3\b/, 'right=172.16.0.1')
        .replace('right=X', 'right=172.16.0.3'),
    line: /rightid=/,
    outcomes: always('no match', 'verify/unmatched-id'),
    source: 'real-hosts.md §3: rightid must match the certificate of the host that answers',
  },

  // Identities
  {
    name: 'the ID of the peer names another host',
    edit: line(/(rightid=".*CN=system:node:)c"/, '$1x"'),
    line: /rightid=.*:x"/,
    outcomes: always('no match', 'verify/unmatched-id'),
    source: 'real-hosts.md §3, §4: peer ID does not match expected',
  },
  {
    name: 'the ID of the peer is that of the third host',
    edit: line(/(rightid=".*CN=system:node:)c"/, '$1a"'),
    line: /rightid=.*:a"/,
    outcomes: always('no match', 'verify/unmatched-id'),
    source: 'real-hosts.md §3',
  },
  {
    name: 'the ID of the peer in reversed order',
    edit: line(/rightid="(O=[^,]*), (CN=[^"]*)"/, 'rightid="$2, $1"'),
    line: /rightid="CN=/,
    outcomes: [span('4.3', '4.3', 'no match', 'verify/unmatched-id'), span('4.10', '5.2', 'nothing')],
    source: 'real-hosts.md §3: reversed order fails on 4.3 and authenticates on 4.10 and 5.2',
  },
  {
    name: 'the ID of the peer names the CN alone',
    edit: line(/rightid="O=[^,]*, (CN=[^"]*)"/, 'rightid="$1"'),
    line: /rightid="CN=/,
    outcomes: [span('4.3', '4.3', 'no match', 'verify/unmatched-id'), span('4.10', '5.2', 'nothing')],
    source: 'real-hosts.md §3: a subset fails on 4.3 and authenticates on 4.10 and 5.2; here it fits one host only',
  },
  {
    name: 'the ID of the peer fits every node',
    edit: line(/rightid="(O=[^,]*), CN=[^"]*"/, 'rightid="$1"'),
    line: /rightid=/,
    outcomes: [span('4.10', '5.4', 'weaker', 'verify/wide-id')],
    source: '§0.8: rightid="O=system:nodes" authenticates every node',
  },
  {
    name: 'an asterisk in the ID of the peer',
    edit: line(/(rightid="O=[^,]*), CN=[^"]*"/, '$1, CN=*"'),
    line: /CN=\*/,
    outcomes: [span('4.10', '5.4', 'weaker', 'verify/wide-id')],
    source: '§4.3: "*" as the whole value is a wildcard on every release',
  },
  {
    name: 'an ID with a keyword that libreswan does not have',
    edit: line(/rightid="O=([^,]*)/, 'rightid="organizationName=$1'),
    line: /organizationName/,
    outcomes: [
      span('3.25', '4.15', 'ID lost', 'verify/unreadable-id'),
      span('5.0', '5.4', 'conn lost', 'verify/unreadable-id'),
    ],
    source:
      '§0.7, §4.2: organizationName is no keyword; ignored up to 4.15 (the ID becomes the address), refused from 5.0',
  },
  {
    name: 'a comma in the ID, doubled',
    edit: line(/rightid="O=[^,]*,/, 'rightid="O=system,,nodes,'),
    line: /rightid=/,
    outcomes: [
      span('3.25', '3.25', 'no match', 'verify/unmatched-id'),
      span('3.32', '5.4', 'no match', 'verify/unmatched-id'),
    ],
    source: '§4.2, §4.5',
  },
  {
    name: 'no ID of the peer',
    edit: line(/\trightid=.*\n/, ''),
    line: /right=172\.16\.0\.3|^conn c$/,
    outcomes: [
      span('3.25', '3.29', 'weaker', 'verify/unknown-id'),
      span('3.30', '5.4', 'no match', 'verify/unmatched-id'),
    ],
    source:
      '§2.2 leftid: unset means the address, which these certificates do not hold; §4.3: up to 3.29 only the initiator asks for it',
  },
  {
    name: 'the ID of the peer taken from its certificate',
    edit: line(/rightid=".*"/, 'rightid=%fromcert'),
    outcomes: [span('4.3', '5.2', 'nothing')],
    source: 'real-hosts.md §3: rightid %fromcert comes up on 4.3, 4.10 and 5.2',
  },
  {
    name: 'the own ID taken from the certificate',
    edit: line(/leftid=".*"/, 'leftid=%fromcert'),
    outcomes: [span('4.3', '5.2', 'nothing')],
    source: 'real-hosts.md §3: leftid=%fromcert comes up on 4.3, 4.10 and 5.2',
  },
  {
    name: 'no own ID',
    edit: line(/\tleftid=.*\n/, ''),
    line: /^conn /,
    outcomes: [span('3.15', '3.32', 'no match', 'verify/unmatched-id'), span('4.10', '5.2', 'nothing')],
    source:
      'real-hosts.md §3: leftid omitted, rightid full subject comes up on 4.10 and 5.2; §2.2, §4.3: the address is sent, and up to 3.x the sent ID must be the expected one',
  },
  {
    name: 'another own ID',
    edit: line(/leftid=".*"/, 'leftid=@other.example.com'),
    line: /leftid=@other/,
    outcomes: [
      span('3.15', '3.20', 'nothing'),
      span('3.21', '3.32', 'no match', 'verify/unmatched-id'),
      span('4.3', '5.2', 'nothing'),
    ],
    source:
      'real-hosts.md §3: leftid is not enforced on 4.3, 4.10 and 5.2; §2.5: replaced by the subject up to 3.20, then sent as it is, and peers up to 3.x compare it',
  },
  {
    name: 'another nickname',
    edit: line(/leftcert=b/, 'leftcert=a'),
    line: /leftcert=a/,
    outcomes: always('no match', 'verify/nickname'),
    source: '§2.2 leftcert: not found, conn not loaded',
  },
  {
    name: 'a nickname with a colon',
    edit: line(/leftcert=b/, 'leftcert=system:node:b'),
    line: /leftcert=system/,
    outcomes: always('conn lost', 'verify/nickname'),
    source: 'NSS PK11_FindCertFromNickname takes what stands before the colon for a token',
  },
  {
    name: 'no certificate',
    edit: line(/\tleftcert=.*\n/, ''),
    line: /^conn |authby=/,
    outcomes: always('no match', 'verify/nickname'),
    source: '§2.2, §5: the private key is found through the certificate',
  },
  {
    name: 'another CA of the peer',
    edit: line(/rightca=%same/, 'rightca="OU=elsewhere, CN=Other CA"'),
    line: /rightca=/,
    outcomes: always('no match', 'verify/other-authority'),
    source: '§4.3: the CA check is rightca, or any trusted CA',
  },

  // What the two have to agree on
  {
    name: 'authby=secret on one end',
    edit: line(/authby=rsasig/, 'authby=secret'),
    line: /authby=secret/,
    outcomes: always('no match', 'verify/authby-differs'),
    source: '§2.2 authby',
  },
  {
    name: 'authby=ecdsa with RSA certificates',
    edit: line(/authby=rsasig/, 'authby=ecdsa'),
    line: /authby=ecdsa/,
    outcomes: [span('3.26', '5.4', 'no match', 'verify/key-against-authby')],
    source: '§2.2 authby; real-hosts.md §3: key and authby that do not fit fail',
  },
  {
    name: 'IKEv1 on one end',
    edit: line(version, '\tikev2=no\n'),
    line: /ikev2=no/,
    outcomes: [
      span('3.25', '4.15', 'no match', 'verify/ike-version'),
      span('5.0', '5.4', 'conn lost', 'verify/conn-lost'),
    ],
    source: '§2.3: no is IKEv1 only up to 4.15; refused from 5.0 (ikev1-policy=drop)',
  },
  {
    name: 'no IKE version',
    edit: line(version, ''),
    line: /^conn /,
    outcomes: [span('3.25', '3.27', 'no match', 'verify/ike-version'), span('3.28', '5.4', 'nothing')],
    source: '§0.6, §2.3: unset initiates IKEv1 up to 3.27, and is IKEv2 only from 3.28',
  },
  {
    name: 'transport mode on one end',
    edit: addOwn('type=transport'),
    line: /type=transport/,
    outcomes: always('no match', 'verify/type-differs'),
    source: 'RFC 7296 §1.3.1: transport mode takes the consent of both',
  },
  {
    name: 'a proposal for ESP that the other end does not have',
    edit: addOwn('esp=3des-sha1'),
    line: /esp=3des/,
    outcomes: [span('3.28', '5.4', 'no match', 'verify/no-common-proposal')],
    source: '§2.2 ike/esp; real-hosts.md §4: the defaults are AES-GCM',
  },
  {
    name: 'encapsulation forbidden on one end, required on the other',
    file: conns,
    edit: addOwn('encapsulation=no'),
    outcomes: [span('3.25', '5.4', 'nothing')],
    source: '§2.2 encapsulation: auto on the other end follows',
  },
  {
    name: 'perfect forward secrecy off on one end',
    edit: addOwn('pfs=no'),
    line: /pfs=no/,
    outcomes: always('weaker', 'verify/pfs-differs'),
    source: '§2.2 pfs: the default is yes; with IKEv2 it shows at the first rekey',
  },
  {
    name: 'compression on one end',
    edit: addOwn('compress=yes'),
    line: /compress=yes/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.2 compress: bool, default no',
  },
  {
    name: 'a shunt that passes when negotiation fails',
    edit: addOwn('failureshunt=passthrough'),
    line: /failureshunt=passthrough/,
    outcomes: always('weaker', 'verify/plaintext-possible'),
    source: '§2.2 failureshunt; real-hosts.md §2',
  },
  {
    name: 'a shunt that passes while negotiating',
    edit: addOwn('negotiationshunt=passthrough'),
    line: /negotiationshunt=passthrough/,
    outcomes: always('weaker', 'verify/plaintext-possible'),
    source: '§2.2 negotiationshunt',
  },
  {
    name: 'a lifetime shorter than its margin',
    edit: addOwn('salifetime=5m'),
    line: /salifetime=5m/,
    outcomes: always('weaker', 'verify/lifetimes'),
    source: '§2.2 rekeymargin / rekeyfuzz: 9m and 100 % by default',
  },
  {
    name: 'forceencaps, of which newer releases lose the value',
    edit: addOwn('forceencaps=yes'),
    line: /forceencaps/,
    outcomes: [
      span('3.25', '4.15', 'weaker', 'verify/keyword-lost'),
      span('5.0', '5.4', 'file lost', 'verify/configuration-lost'),
    ],
    source: '§2.1: obsolete and its value lost 3.19-4.15, unknown from 5.0',
  },
  {
    name: 'a number that is none',
    edit: addOwn('replay-window=lots'),
    line: /replay-window/,
    outcomes: [
      span('3.25', '3.25', 'file lost', 'verify/configuration-lost'),
      span('3.32', '5.2', 'weaker', 'verify/keyword-lost'),
    ],
    source: '§1.3: a bad number is an error up to 3.25, silently 0 in 3.32-4.15, ignored with a warning in 5.2',
  },

  // Other conns
  {
    name: 'the conn twice, the second with another peer',
    edit: (text) => `${text}\nconn c\n\tleft=172.16.0.2\n\tright=172.16.0.77\n\tauto=ondemand\n`,
    line: /^conn c$/,
    outcomes: always('no match', 'verify/duplicate-conn'),
    source: '§1.4: duplicate names are no error; each replaces the earlier on load',
  },
  {
    name: 'a conn for a host that is gone',
    edit: (text) =>
      `${text}${/^conn c\n(?:\t.*\n)*/m.exec(text)?.[0].replace('conn c', '\nconn d').replace('right=172.16.0.3', 'right=172.16.0.4').replace(':c"', ':d"')}`,
    line: /^conn d$|right=172\.16\.0\.4/,
    outcomes: always('weaker', 'verify/leftover-conn'),
    source: 'user-reports.md §61, §24: hosts that are gone stay in the files of the others',
  },
  {
    name: 'a second conn to the same peer',
    edit: (text) => `${text}${/^conn c\n(?:\t.*\n)*/m.exec(text)?.[0].replace('conn c', '\nconn c2')}`,
    line: /^conn c2$/,
    outcomes: always('weaker', 'verify/shadowed-conn'),
    source: '§7 uniqueids: two conns to one peer replace each other',
  },
  {
    name: 'a foreign conn whose subnet holds the peer',
    file: 'etc/ipsec.d/site.conf',
    edit: () =>
      'conn site\n\tleft=172.16.0.2\n\tright=192.0.2.1\n\trightsubnet=172.16.0.0/24\n\tauthby=secret\n\tikev2=insist\n\tauto=ondemand\n',
    line: /rightsubnet=/,
    outcomes: always('weaker', 'verify/subnets-overlap'),
    source: 'user-reports.md §18; §3.5: the longer prefix wins, which the mesh relies on',
  },
  {
    name: 'a foreign conn that has nothing to do with the mesh',
    file: 'etc/ipsec.d/site.conf',
    edit: () =>
      'conn site\n\tleft=172.16.0.2\n\tright=192.0.2.1\n\trightsubnet=198.51.100.0/24\n\tauthby=secret\n\tikev2=insist\n\tauto=ondemand\n',
    outcomes: always('nothing'),
    source: 'a host may have other conns',
  },
  {
    name: 'a foreign %default that changes ours',
    file: 'etc/ipsec.d/defaults.conf',
    edit: () => 'conn %default\n\ttype=transport\n',
    line: /type=transport/,
    outcomes: always('no match', 'verify/type-differs'),
    source: '§1.5: %default is cumulative over all files, whatever the order',
  },

  // What changes nothing
  {
    name: 'comments, blank lines and other blanks',
    edit: (text) =>
      `# seen by ops\n\n${text.replaceAll(/^\t(\w+)=/gm, '    $1 = ').replaceAll(/^conn /gm, '\n# one more\nconn  ')}\n# end\n`,
    outcomes: always('nothing'),
    source: '§1.1: blanks around = and comment lines are ignored anywhere',
  },
  {
    name: 'keywords in capitals',
    edit: (text) => text.replace(/^\t(right)=/gm, '\tRIGHT='),
    outcomes: always('nothing'),
    source: '§1.1: keyword names are case-insensitive',
  },
  {
    name: 'the conns in another order',
    edit: (text) => {
      const [head = '', ...blocks] = text.split(/^(?=conn )/m);
      return [head, ...blocks.map((block) => `${block.trimEnd()}\n\n`).reverse()].join('');
    },
    outcomes: always('nothing'),
    source: '§1.5: forward references are allowed',
  },
  {
    name: 'a name of its own for the conn',
    edit: (text) => text.replace(/^conn c$/m, 'conn to-the-third'),
    outcomes: always('nothing'),
    source: 'names of conns are local',
  },
  {
    name: 'an address in quotes',
    edit: line(/right=(172.*)/, 'right="$1"'),
    outcomes: always('nothing'),
    source: '§1.1',
  },

  // Beside the conns
  {
    name: 'a packet filter that lets no ESP in',
    file: 'facts/iptables-save.txt',
    edit: () =>
      '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -p udp -m udp --dport 500 -j ACCEPT\n-A INPUT -p udp -m udp --dport 4500 -j ACCEPT\nCOMMIT\n',
    foundIn: /iptables-save/,
    outcomes: always('no match', 'firewall/blocked'),
    source: 'user-reports.md §35: ESP forgotten in the filter',
  },
  {
    name: 'a rule of the rendered packet filter taken away',
    file: 'firewall/iptables.rules',
    edit: (text) => text.replace(/^-A .*-p esp .*\n/m, ''),
    foundIn: /iptables\.rules$/,
    outcomes: always('no match', 'verify/differs'),
    source: 'law 7: close a port; user-reports.md §35',
  },
  {
    name: 'a certificate that is not sent',
    edit: addOwn('leftsendcert=never'),
    line: /leftsendcert/,
    outcomes: always('no match', 'verify/nickname'),
    source: '§2.2 leftsendcert: always by default; the other host has no copy',
  },
  {
    name: 'a mark on the packets',
    edit: addOwn('mark=5/0xffffffff'),
    line: /mark=/,
    outcomes: [span('3.25', '5.3', 'weaker', 'verify/differs')],
    source: '§2.2 mark: only packets with the mark are encrypted',
  },
  {
    name: 'a command on every change of state',
    edit: addOwn('leftupdown=/tmp/evil'),
    line: /leftupdown/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.1: leftupdown, a command that pluto runs',
  },
  {
    name: 'another subnet on one end',
    edit: addOwn('leftsubnet=10.9.0.0/24'),
    line: /leftsubnet/,
    outcomes: always('no match', 'verify/address-mismatch'),
    source: 'law 4; §2.2 leftsubnet: the default is the host itself',
  },
  {
    name: 'a host name for the peer',
    edit: line(/right=172\.16\.0\.3/, 'right=c.example.com'),
    line: /right=c\.example\.com/,
    outcomes: always('weaker', 'verify/address-mismatch'),
    source: '§2.2 left/right: a host name is resolved at load',
  },
  {
    name: 'a smaller link than planned',
    file: 'facts/link.json',
    edit: () => '[{"ifindex":1,"ifname":"lo","mtu":65536},{"ifindex":2,"ifname":"eth0","mtu":1400}]\n',
    foundIn: /link\.json/,
    outcomes: always('weaker', 'verify/mtu'),
    source: 'user-reports.md §26; docs/mtu.md',
  },
  {
    name: 'one protocol and port alone',
    edit: add('leftprotoport=tcp/22'),
    line: /protoport/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.2 protoport: everything else leaves in clear',
  },
  {
    name: 'one protocol and port of the peer alone',
    edit: add('rightprotoport=17/1701'),
    line: /protoport/,
    outcomes: always('no match', 'verify/address-mismatch'),
    source: '§2.2 protoport; law 4: the other end asks for all',
  },
  {
    name: 'AH, which encrypts nothing',
    edit: addOwn('phase2=ah'),
    line: /phase2/,
    outcomes: always('no match', 'verify/differs'),
    source: '§2.2 phase2',
  },
  {
    name: 'a certificate of the peer from the own database',
    edit: add('rightcert=c'),
    line: /rightcert/,
    outcomes: always('conn lost', 'verify/differs'),
    source: '§2.2 leftcert: not found, conn not loaded',
  },
  {
    name: 'a raw key for the peer',
    edit: (text) => {
      const key = `rightrsasigkey=0sAQP/${'/'.repeat(84)}`;
      const replaced = line(/rightrsasigkey=.*/, key)(text);
      return replaced === text ? add(key)(text) : replaced;
    },
    line: /rightrsasigkey/,
    outcomes: [span('3.25', '5.4', 'no match', 'verify/differs')],
    source: '§2.2 leftrsasigkey: another key than that of the certificate',
  },
  {
    name: 'the other family',
    edit: addOwn('hostaddrfamily=ipv6'),
    line: /hostaddrfamily/,
    outcomes: [span('3.25', '5.4', 'conn lost', 'verify/conn-lost')],
    source:
      '§3.4; run: 4.3 and 5.2 read the addresses as names and find no own end; 4.10 is lenient, and one kind of host is not judged apart',
  },
  {
    name: 'pluto listens elsewhere',
    edit: (text) => `config setup\n\tlisten=10.0.0.1\n\n${text}`,
    line: /listen=/,
    outcomes: always('no match', 'verify/setup'),
    source: '§2.3 listen: nobody answers on the address of the mesh',
  },
  {
    name: 'pluto listens on the address of the mesh',
    edit: (text) => `config setup\n\tlisten=172.16.0.2\n\n${text}`,
    outcomes: always('nothing'),
    source: '§2.3 listen',
  },
  {
    name: 'logging, and other things that do no harm',
    edit: (text) => `config setup\n\tlogfile=/var/log/pluto.log\n\tplutodebug=none\n\tuniqueids=yes\n\n${text}`,
    outcomes: always('nothing'),
    source: '§2.3',
  },
  {
    name: 'a database elsewhere',
    edit: (text) => `config setup\n\tnssdir=/opt/nss\n\n${text}`,
    line: /nssdir=/,
    outcomes: always('no match', 'verify/setup'),
    source: '§6: the certificate is imported into the packaged database',
  },
  {
    name: 'a group of somebody else that holds the peer',
    file: 'etc/ipsec.d/groups.conf',
    edit: () =>
      'conn clear\n\tleft=172.16.0.2\n\tright=%group\n\ttype=passthrough\n\tauthby=never\n\tikev2=insist\n\tauto=ondemand\n',
    beside: ['etc/ipsec.d/policies/clear', '172.16.0.0/24\n'],
    line: /^conn clear$/,
    outcomes: always('weaker', 'verify/subnets-overlap'),
    source: '§3.5: no precedence between groups, only priority and prefix',
  },
  {
    name: 'another release than the inventory says',
    file: 'facts/release.txt',
    edit: () => 'Linux Libreswan 3.20 (netkey) on 3.10.0\n',
    outcomes: always('weaker', 'verify/other-release'),
    source: 'user-reports.md §47: written for one release, run on another',
  },
  {
    name: 'another program called ipsec',
    file: 'facts/release.txt',
    edit: () => 'Linux strongSwan U5.9.8/K6.1.0\n',
    outcomes: always('no match', 'verify/release-unknown'),
    source: 'docs/reference/contract.md §4: what "ipsec --version" prints',
  },
  {
    name: 'the address of the inventory on no interface',
    file: 'facts/addresses.json',
    edit: () => '[{"ifname":"eth0","addr_info":[{"family":"inet","local":"172.16.0.99","prefixlen":24}]}]\n',
    outcomes: always('conn lost', 'verify/host-address'),
    source: '§3.1: a conn that is not oriented is not used',
  },
  {
    name: 'the address on another interface',
    file: 'facts/addresses.json',
    edit: () => '[{"ifname":"ens7","addr_info":[{"family":"inet","local":"172.16.0.2","prefixlen":24}]}]\n',
    outcomes: always('weaker', 'verify/host-address'),
    source: 'user-reports.md §35: the rules stand on the interface of the inventory',
  },
  {
    name: 'facts that are none',
    file: 'facts/addresses.json',
    edit: () => 'ip: command not found\n',
    outcomes: always('weaker', 'verify/unreadable-fact'),
    source: 'docs/reference/contract.md §4',
  },
  {
    name: 'a certificate without its private key',
    file: 'facts/nicknames.txt',
    edit: () => `${nicknameHeading}ca    CT,,\nb     ,,\n`,
    foundIn: /openshift-cluster\.conf/,
    line: /leftcert=/,
    outcomes: always('no match', 'verify/nickname'),
    source: 'certutil(1): u in the trust flags says that the key is there',
  },
  {
    name: 'two certificates under the nickname',
    file: 'facts/nicknames.txt',
    edit: () => `${nicknameHeading}ca    CT,,\nb     u,u,u\nb     u,u,u\n`,
    foundIn: /openshift-cluster\.conf/,
    line: /leftcert=/,
    outcomes: always('weaker', 'verify/nickname'),
    source: 'user-reports.md §60: the same nickname twice in NSS',
  },
  {
    name: 'a pluto that has not read the files',
    file: 'facts/status.txt',
    edit: () =>
      '000 "a": 172.16.0.2<172.16.0.2>...172.16.0.1<172.16.0.1>; prospective erouted; eroute owner: #0\n000 Total IPsec connections: loaded 1, active 0\n',
    outcomes: always('weaker', 'verify/not-active'),
    source: 'user-reports.md §43: "healthy" throughout; ipsec-status(8)',
  },
  {
    name: 'a conn that is not routed',
    file: 'facts/status.txt',
    edit: () =>
      '"a": 172.16.0.2...172.16.0.1; routed-ondemand; my_ip=unset; their_ip=unset;\n"c": 172.16.0.2...172.16.0.3; unrouted; my_ip=unset; their_ip=unset;\nTotal IPsec connections: loaded 2, active 0\n',
    line: /"c"/,
    outcomes: always('weaker', 'verify/not-active'),
    source: 'real-hosts.md §2: unrouted, packets go in clear',
  },
  {
    name: 'no pluto',
    file: 'facts/status.txt',
    edit: () => 'whack: Pluto is not running (no "/run/pluto/pluto.ctl")\n',
    outcomes: always('no match', 'verify/not-running'),
    source: 'user-reports.md §42',
  },
  {
    name: 'an import script for another nickname',
    file: 'import-certificate.sh',
    edit: (text) => text.replace(/^nickname='.*'$/m, "nickname='other'"),
    line: /nickname=/,
    outcomes: always('weaker', 'verify/differs'),
    source: 'leftcert= names the certificate by its nickname',
  },
  {
    name: 'another MTU in the file for the SDN',
    file: 'mtu.json',
    edit: (text) => text.replace(/"tunnelMtu": \d+/, '"tunnelMtu": 1500'),
    line: /1500/,
    outcomes: always('weaker', 'verify/differs'),
    source: 'docs/mtu.md',
  },
  {
    name: 'no certificate of that nickname in the database',
    file: 'facts/nicknames.txt',
    edit: () =>
      '\nCertificate Nickname                                         Trust Attributes\n                                                             SSL,S/MIME,JAR/XPI\n\nMesh CA                                                      CT,,\nother                                                        u,u,u\n',
    foundIn: /openshift-cluster\.conf/,
    line: /leftcert=/,
    outcomes: always('no match', 'verify/nickname'),
    source: '§2.2 leftcert: not found, conn not loaded',
  },
];
