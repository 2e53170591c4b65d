/**
 * What single faults in the files of one host do to an opportunistic mesh; see mutations.ts for what a row is. The mesh is
 * a, b and c in both families, 172.16.0.0/24 and fd00::/64 private, 172.16.0.254 clear; the edit is made on b.
 */
import { always, type Mutation, span } from './mutations.ts';

const policies = (group: string): string => `etc/ipsec.d/policies/${group}`;

/** Edits the conn of a group. */
const inGroup =
  (group: string, edit: (block: string) => string) =>
  (text: string): string =>
    text.replace(new RegExp(`^conn ${group}\\n(?:\\t.*\\n)*`, 'm'), edit);
const withLine = (group: string, setting: string) => inGroup(group, (block) => `${block}\t${setting}\n`);
const instead = (group: string, pattern: RegExp, replacement: string) =>
  inGroup(group, (block) => block.replace(pattern, replacement));

export const groupMutations: readonly Mutation[] = [
  // Conns
  {
    name: 'the conn of a group taken away',
    edit: inGroup('private', () => ''),
    outcomes: always('no match', 'verify/missing-conn'),
    source: '§3.1: a policy file is read for a group conn that is loaded',
  },
  {
    name: 'the conn of the clear group taken away',
    edit: inGroup('clear', () => ''),
    outcomes: always('weaker', 'verify/missing-conn'),
    source: '§3.1: its file is not read, and the gateway falls under private',
  },
  {
    name: 'the conn of a group renamed',
    edit: (text) => text.replace('conn private\n', 'conn Private\n'),
    outcomes: always('no match', 'verify/missing-conn'),
    source: '§3.1: the conn name must equal the file name byte for byte',
  },
  {
    name: 'what happens after a failure: in clear',
    edit: instead('private', /failureshunt=drop/, 'failureshunt=passthrough'),
    line: /failureshunt/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.2 failureshunt; user-reports.md §42',
  },
  {
    name: 'what happens meanwhile: in clear',
    edit: instead('private', /negotiationshunt=drop/, 'negotiationshunt=passthrough'),
    line: /negotiationshunt/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.2 negotiationshunt',
  },
  {
    name: 'no line for what happens after a failure',
    edit: instead('private', /\tfailureshunt=drop\n/, ''),
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.2 failureshunt: none by default',
  },
  {
    name: 'any certificate of any authority',
    edit: instead('private', /\trightca=%same\n/, ''),
    outcomes: always('weaker', 'verify/differs'),
    source: '§4.3: without rightca any trusted CA will do',
  },
  {
    name: 'one peer’s ID for all',
    edit: instead('private', /rightid=%fromcert/, 'rightid="O=system:nodes, CN=system:node:c"'),
    line: /rightid/,
    outcomes: always('no match', 'verify/differs'),
    source: '§4.3: only that subject is let in',
  },
  {
    name: 'a nickname that nobody has',
    edit: instead('private', /leftcert=b/, 'leftcert=bee'),
    line: /leftcert/,
    outcomes: always('conn lost', 'verify/nickname'),
    source: '§2.2 leftcert: not found, conn not loaded',
  },
  {
    name: 'the default route instead of the own address',
    edit: instead('private', /left=172\.16\.0\.2/, 'left=%defaultroute'),
    line: /left=%defaultroute/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.5: no default route, and the group is never loaded; real-hosts.md §4',
  },
  {
    name: 'the address of another host',
    edit: instead('private', /left=172\.16\.0\.2/, 'left=172.16.0.22'),
    line: /left=172\.16\.0\.22/,
    outcomes: always('conn lost', 'verify/differs'),
    source: '§3.1: only conns that are oriented read their file',
  },
  {
    name: 'a group for nobody',
    edit: instead('private', /right=%opportunisticgroup/, 'right=%any'),
    line: /right=%any/,
    outcomes: always('no match', 'verify/differs'),
    source: '§3.1: the file is read for right=%group and %opportunisticgroup',
  },
  {
    name: 'the IPv6 group without its family',
    edit: instead('private-ipv6', /\thostaddrfamily=ipv6\n/, ''),
    outcomes: always('weaker', 'verify/differs'),
    source: '§3.4: one group conn and one file per family',
  },
  {
    name: 'not loaded',
    edit: instead('private', /auto=ondemand/, 'auto=ignore'),
    line: /auto=ignore/,
    outcomes: always('no match', 'verify/not-loaded'),
    source: '§2.2 auto',
  },
  {
    name: 'loaded and not routed',
    edit: instead('private', /auto=ondemand/, 'auto=add'),
    line: /auto=add/,
    outcomes: always('weaker', 'verify/differs'),
    source: '§2.2 auto: add waits for the other end, and packets leave in clear until then',
  },
  {
    name: 'the clear group drops',
    edit: instead('clear', /type=passthrough/, 'type=drop'),
    line: /type=drop/,
    outcomes: always('no match', 'verify/differs'),
    source: '§2.2 type',
  },
  {
    name: 'the clear group encrypts',
    edit: instead('clear', /type=passthrough/, 'type=tunnel'),
    line: /authby=never/,
    outcomes: always('conn lost', 'verify/conn-lost'),
    source: '§2.2: authby=never needs type=passthrough or drop',
  },
  {
    name: 'a priority for the clear group',
    edit: withLine('clear', 'priority=100'),
    line: /priority/,
    outcomes: [span('3.25', '5.2', 'weaker', 'verify/differs'), span('5.3', '5.4', 'nothing')],
    source: '§3.5: up to 5.2 every clear entry then beats every private one; ignored from 5.3',
  },
  {
    name: 'another proposal on one host',
    edit: withLine('private', 'esp=3des-sha1'),
    line: /esp=/,
    outcomes: always('no match', 'verify/differs'),
    source: '§2.2 ike/esp',
  },
  {
    name: 'a proposal that nobody knows',
    edit: withLine('private', 'esp=rot13'),
    line: /esp=/,
    outcomes: always('conn lost', 'verify/conn-lost'),
    source: '§2.2 ike/esp: an unknown algorithm loses the conn in all',
  },
  {
    name: 'an unknown keyword',
    edit: withLine('private', 'fialureshunt=drop'),
    line: /fialureshunt/,
    outcomes: always('file lost', 'verify/configuration-lost'),
    source: '§1.7: an unknown keyword loses the whole file',
  },
  {
    name: 'a group that the inventory does not name',
    edit: (text) =>
      `${text}\nconn block\n\tleft=172.16.0.2\n\tright=%group\n\tauthby=never\n\ttype=drop\n\tauto=ondemand\n`,
    line: /^conn block$/,
    outcomes: always('weaker', 'verify/leftover-conn'),
    source: '§3.1: no conn name is special',
  },

  {
    name: 'a conn for one member beside the groups',
    edit: (text) => `${text}\nconn c\n\tleft=172.16.0.2\n\tright=172.16.0.3\n\tauthby=secret\n\tauto=ondemand\n`,
    line: /^conn c$/,
    outcomes: always('no match', 'verify/shadowed-conn'),
    source: '§3.5: the longer prefix wins, and the member has no conn that answers',
  },

  // Policy files
  {
    name: 'the network of the members taken out of private',
    file: policies('private'),
    edit: (text) => text.replace(/^172.*\n/m, ''),
    outcomes: always('weaker', 'verify/missing-target'),
    source: '§3.1: what no group has leaves in clear',
  },
  {
    name: 'a smaller network than planned',
    file: policies('private'),
    edit: (text) => text.replace('172.16.0.0/24', '172.16.0.0/31'),
    line: /172\.16\.0\.0\/31/,
    outcomes: always('weaker', 'verify/foreign-target'),
    source: '§3.5: the kernel picks by prefix',
  },
  {
    name: 'the gateway taken out of clear',
    file: policies('clear'),
    edit: (text) => text.replace(/^172.*\n/m, ''),
    outcomes: always('weaker', 'verify/missing-target'),
    source: '§3.5: the host is locked out; user-reports.md §40',
  },
  {
    name: 'a member in clear on one host',
    file: policies('clear'),
    edit: (text) => `${text}172.16.0.3/32\n`,
    line: /172\.16\.0\.3\/32/,
    outcomes: always('no match', 'verify/foreign-target'),
    source: '§3.5: the longer prefix wins',
  },
  {
    name: 'a foreign entry',
    file: policies('clear'),
    edit: (text) => `${text}198.51.100.0/24\n`,
    line: /198\.51\.100/,
    outcomes: always('weaker', 'verify/foreign-target'),
    source: 'the packaged files and other people add to them: docs/reference/contract.md §3, diff',
  },
  {
    name: 'the same entry twice',
    file: policies('private'),
    edit: (text) => `${text}172.16.0.0/24\n`,
    outcomes: always('weaker', 'libreswan/group-duplicate'),
    source: '§3.3 duplicate; user-reports.md §21',
  },
  {
    name: 'an indented entry',
    file: policies('private'),
    edit: (text) => text.replace(/^172/m, ' 172'),
    line: /172/,
    outcomes: always('weaker', 'libreswan/group-truncated'),
    source: '§0.11: fail-open',
  },
  {
    name: 'two entries on a line',
    file: policies('clear'),
    edit: (text) => text.replace(/^(172.*)$/m, '$1 172.16.0.253/32'),
    line: /253/,
    outcomes: always('weaker', 'libreswan/group-truncated'),
    source: '§3.3: several CIDRs on one line',
  },
  {
    name: 'an IPv6 entry in the IPv4 group',
    file: policies('private'),
    edit: (text) => `${text}fd00::/64\n`,
    line: /fd00/,
    outcomes: always('weaker', 'verify/foreign-target'),
    source: '§3.4: silently unprotected on 5.x',
  },
  {
    name: 'a port entry that nobody planned',
    file: policies('private'),
    edit: (text) => `${text}203.0.113.0/24 6 0 443\n`,
    line: /443/,
    outcomes: always('weaker', 'verify/foreign-target'),
    source: '§3.3: protocol and ports from 3.25',
  },
  {
    name: 'comments, blank lines and another order',
    file: policies('private'),
    edit: (text) => `# seen by ops\n\n${text.split('\n').reverse().join('\n')}\n`,
    outcomes: always('nothing'),
    source: '§3.2',
  },
  {
    name: 'an address instead of a prefix of 32 bits',
    file: policies('clear'),
    edit: (text) => text.replace('/32', ''),
    outcomes: always('nothing'),
    source: '§3.3: an address is a /32',
  },
];
