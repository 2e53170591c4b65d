/**
 * The table of ipsec.conf: every keyword, what its value is, and what becomes of it by release.
 *
 * Facts that change are {@link Spans}. What each keyword is for, and where the row comes from, stands in
 * `keyword-prose.ts`, so that rendering does not carry the prose.
 *
 * @see libreswan `lib/libipsecconf/keywords.c` (up to 5.2), `lib/libswan/ipsecconf/{conn,setup,keywords}.c` (5.3, 5.4),
 *   at every release tag; values by running 3.15, 3.19, 3.25, 3.28, 3.30, 3.32, 4.3, 4.10, 4.15, 5.2, 5.3 and 5.4
 */
import type { Release } from './release.ts';
import { holdsAt, type Spans } from './spans.ts';

/** Where a keyword stands: in `config setup`, in a conn, or in a conn with `left` or `right` before its name. */
export type KeywordSection = 'setup' | 'conn' | 'end';

/**
 * What a value is. `choice` is one word of a list, `choices` several; `duration` counts seconds where it has no unit,
 * `milliseconds` milliseconds; `percent` is digits and `%`; `quantity` is a number with an optional binary prefix (`Ki`).
 */
export type ValueKind =
  | 'text'
  | 'boolean'
  | 'number'
  | 'quantity'
  | 'duration'
  | 'milliseconds'
  | 'percent'
  | 'choice'
  | 'choices';

/**
 * What a release makes of the bare keyword: `effective`; `obsolete`, accepted and ignored with a warning; `silent`,
 * accepted and ignored without a word; `unknown`, and then the whole file is lost.
 */
export type KeywordFate = 'effective' | 'obsolete' | 'silent' | 'unknown';

/** What a word of a choice means: another word for the same, or `undefined` where the release does not know it. */
export type Choices = Readonly<Record<string, string | Spans<string | undefined>>>;

/** One keyword. */
export interface KeywordRow {
  /** The name without `left` or `right`; empty for `left=` and `right=` themselves. */
  readonly name: string;
  readonly section: KeywordSection;
  readonly kind: Spans<ValueKind>;
  readonly fate: Spans<KeywordFate>;
  /** The words of a choice, in lower case. */
  readonly choices?: Choices;
  /** What pluto takes where the keyword is not written; absent where nothing stands for it. */
  readonly initial?: Spans<string>;
  /** The name of the row that this one is another spelling of. */
  readonly alias?: string;
  /** The value is a command that pluto runs as root. */
  readonly runs?: true;
}

type Extras = Omit<KeywordRow, 'name' | 'section' | 'kind' | 'fate'> & { readonly fate?: Spans<KeywordFate> };
type Kind = ValueKind | Spans<ValueKind>;

const always: Spans<KeywordFate> = ['effective'];
const since = (release: Release): Spans<KeywordFate> => ['unknown', [release, 'effective']];
const until4: Spans<KeywordFate> = ['effective', ['4.0', 'unknown']];
const from = (release: Release, meaning: string): Spans<string | undefined> => [undefined, [release, meaning]];

function row(section: KeywordSection, name: string, kind: Kind, extras: Extras = {}): KeywordRow {
  return { name, section, kind: typeof kind === 'string' ? [kind] : kind, fate: always, ...extras };
}
const setup = (name: string, kind: Kind, extras?: Extras): KeywordRow => row('setup', name, kind, extras);
const conn = (name: string, kind: Kind, extras?: Extras): KeywordRow => row('conn', name, kind, extras);
const end = (name: string, kind: Kind, extras?: Extras): KeywordRow => row('end', name, kind, extras);

const families: Choices = { ipv4: 'ipv4', ipv6: 'ipv6' };
const shuntSpellings = { passthrough: 'passthrough', drop: 'drop', hold: 'drop' } as const;

/** Every keyword, in the order of the manual: setup, ends, conn. */
export const keywordRows: readonly KeywordRow[] = [
  setup('protostack', 'text', { initial: ['netkey', ['4.0', 'xfrm']] }),
  setup('uniqueids', 'boolean', { initial: ['yes'] }),
  setup('ikev1-policy', 'choice', {
    fate: since('4.2'),
    choices: { accept: 'accept', reject: 'reject', drop: 'drop' },
    initial: ['accept', ['5.0', 'drop']],
  }),
  setup('virtual-private', 'text'),
  setup('virtual_private', 'text', { alias: 'virtual-private', fate: ['effective', ['5.3', 'obsolete']] }),
  setup('listen', 'text'),
  setup('listen-tcp', 'boolean', { fate: since('4.0'), initial: ['no'] }),
  setup('listen-udp', 'boolean', { fate: since('4.0'), initial: ['yes'] }),
  setup('ipsecdir', 'text', { initial: ['/etc/ipsec.d'] }),
  setup('nssdir', 'text', { fate: since('3.19') }),
  setup('secretsfile', 'text', { initial: ['/etc/ipsec.secrets'] }),
  setup('dumpdir', 'text'),
  setup('logfile', 'text'),
  setup('plutostderrlog', 'text', { alias: 'logfile', fate: ['effective', ['5.3', 'obsolete']] }),
  setup('logtime', 'boolean', { initial: ['yes'] }),
  setup('logappend', 'boolean', { initial: ['yes'] }),
  setup('logip', 'boolean', { fate: since('3.22'), initial: ['yes'] }),
  setup('audit-log', 'boolean', { fate: since('3.30'), initial: ['yes'] }),
  setup('syslog', 'text', { fate: ['effective', ['5.3', 'obsolete']] }),
  setup('plutodebug', ['choices', ['5.3', 'text']], { initial: ['none'] }),
  setup('klipsdebug', 'choices', { fate: until4 }),
  setup('nhelpers', 'number', { initial: ['-1'] }),
  setup('crl-strict', 'boolean', { initial: ['no'] }),
  setup('crlcheckinterval', 'duration', { initial: ['0'] }),
  setup('ocsp-enable', 'boolean', { initial: ['no'] }),
  setup('ocsp-strict', 'boolean', { initial: ['no'] }),
  setup('ocsp-uri', 'text'),
  setup('drop-oppo-null', 'boolean', { fate: since('3.17'), initial: ['no'] }),
  setup('interfaces', 'text', { fate: ['effective', ['4.8', 'obsolete']] }),
  setup('oe', 'text', { fate: ['silent', ['3.19', 'obsolete'], ['4.0', 'unknown']] }),
  setup('nat_traversal', 'text', { fate: ['silent', ['3.19', 'obsolete'], ['4.0', 'unknown']] }),
  setup('myid', 'text', { fate: ['effective', ['3.23', 'unknown']] }),
  setup('ikeport', 'number', { fate: until4 }),

  end('', 'text'),
  end('id', 'text'),
  end('cert', 'text'),
  end('ca', 'text'),
  end('rsasigkey', 'text'),
  end('sendcert', 'choice', {
    choices: { always: 'always', alwayssend: 'always', sendifasked: 'sendifasked', never: 'never' },
    initial: ['always'],
  }),
  end('subnet', 'text'),
  end('subnets', 'text'),
  end('protoport', 'text'),
  end('nexthop', 'text'),
  end('sourceip', 'text'),
  end('updown', 'text', { runs: true }),

  conn('type', 'choice', {
    choices: {
      tunnel: 'tunnel',
      transport: 'transport',
      passthrough: 'passthrough',
      pass: 'passthrough',
      drop: 'drop',
      reject: ['reject', ['5.3', 'drop']],
    },
    initial: ['tunnel'],
  }),
  conn('auto', 'choice', {
    choices: {
      ignore: 'ignore',
      add: 'add',
      ondemand: 'ondemand',
      route: 'ondemand',
      start: 'start',
      up: 'start',
      keep: from('4.2', 'keep'),
    },
    initial: ['ignore'],
  }),
  conn('also', 'text'),
  conn('authby', ['choice', ['3.25', 'text']], {
    choices: { secret: 'secret', rsasig: 'rsasig', never: 'never', null: 'null', 'secret|rsasig': 'secret,rsasig' },
  }),
  conn('keyexchange', 'choice', {
    choices: { ike: 'ike', ikev1: from('5.0', 'ikev1'), ikev2: from('5.0', 'ikev2') },
  }),
  conn('ikev2', 'choice', {
    choices: {
      insist: 'IKEv2',
      always: 'IKEv2',
      yes: ['IKEv2, then IKEv1', ['3.28', 'IKEv2']],
      propose: ['IKEv2, then IKEv1', ['3.28', 'IKEv2']],
      permit: ['IKEv1, accept IKEv2', ['3.28', 'IKEv1']],
      no: 'IKEv1',
      never: 'IKEv1',
    },
    initial: ['permit', ['3.28', 'insist']],
  }),
  conn('ike', 'text'),
  conn('esp', 'text'),
  conn('phase2alg', 'text', { alias: 'esp' }),
  conn('ah', 'text', { alias: 'esp' }),
  conn('phase2', 'choice', {
    choices: { esp: 'esp', ah: 'ah', default: 'esp', 'ah+esp': ['ah+esp', ['3.25', undefined]] },
    initial: ['esp'],
  }),
  conn('pfs', 'boolean', { initial: ['yes'] }),
  conn('rekey', 'boolean', { initial: ['yes'] }),
  conn('reauth', 'boolean', { fate: since('3.25'), initial: ['no'] }),
  conn('rekeymargin', 'duration', { initial: ['9m'] }),
  conn('rekeyfuzz', 'percent', { initial: ['100%'] }),
  conn('ikelifetime', 'duration', { initial: ['1h', ['4.2', '8h']] }),
  conn('salifetime', 'duration', { initial: ['8h'] }),
  conn('lifetime', 'duration', { alias: 'salifetime' }),
  conn('keylife', 'duration', { alias: 'salifetime' }),
  conn('ipsec-lifetime', 'duration', { alias: 'salifetime', fate: since('4.8') }),
  conn('retransmit-timeout', 'duration', { initial: ['60s', ['5.4', '30s']] }),
  conn('retransmit-interval', ['number', ['4.10', 'milliseconds']], { initial: ['500'] }),
  conn('keyingtries', 'number', { fate: ['effective', ['5.3', 'obsolete']], initial: ['0'] }),
  conn('dpddelay', ['number', ['3.16', 'duration']]),
  conn('dpdtimeout', ['number', ['3.16', 'duration']]),
  conn('dpdaction', 'choice', {
    fate: ['effective', ['5.0', 'obsolete']],
    choices: { hold: 'hold', clear: 'clear', restart: 'restart', restart_by_peer: 'restart' },
    initial: ['hold'],
  }),
  conn('failureshunt', 'choice', {
    choices: { none: 'none', ...shuntSpellings, reject: ['reject', ['5.3', 'drop']] },
    initial: ['none'],
  }),
  conn('negotiationshunt', 'choice', { choices: shuntSpellings, initial: ['drop'] }),
  conn('encapsulation', 'choice', {
    fate: since('3.19'),
    choices: { yes: 'yes', no: 'no', auto: 'auto' },
    initial: ['auto'],
  }),
  conn('forceencaps', 'boolean', { fate: ['effective', ['3.19', 'obsolete'], ['5.0', 'unknown']] }),
  conn('connaddrfamily', 'choice', {
    fate: ['effective', ['3.25', 'obsolete'], ['4.0', 'unknown']],
    choices: families,
  }),
  conn('hostaddrfamily', 'choice', { fate: since('3.25'), choices: families }),
  conn('clientaddrfamily', 'choice', {
    fate: ['unknown', ['3.25', 'effective'], ['5.3', 'obsolete']],
    choices: families,
  }),
  conn('replay-window', 'number', { fate: since('3.16'), initial: ['32', ['4.6', '128']] }),
  conn('esn', 'choice', {
    fate: since('3.17'),
    choices: { yes: 'yes', no: 'no', either: 'either' },
    initial: ['no', ['4.6', 'either']],
  }),
  conn('fragmentation', 'choice', {
    choices: { yes: 'yes', no: 'no', never: 'no', force: 'force', insist: 'force' },
    initial: ['yes'],
  }),
  conn('mobike', 'boolean', { fate: since('3.23'), initial: ['no'] }),
  conn('narrowing', 'boolean', { initial: ['no'] }),
  conn('compress', 'boolean', { initial: ['no'] }),
  conn('mtu', 'number'),
  conn('priority', 'number'),
  conn('mark', 'text', { fate: since('3.16') }),
  conn('reqid', 'number'),
  conn('metric', 'number'),
];

/** The side that a keyword of an end is about. */
export type Side = 'left' | 'right';

/** A keyword as found in a file: its row, and the side where it is one of an end. */
export interface FoundKeyword {
  readonly row: KeywordRow;
  readonly side?: Side;
}

const byName: ReadonlyMap<string, readonly FoundKeyword[]> = index();

function index(): Map<string, FoundKeyword[]> {
  const found = new Map<string, FoundKeyword[]>();
  const put = (name: string, entry: FoundKeyword): void => {
    const entries = found.get(name);
    if (entries === undefined) found.set(name, [entry]);
    else entries.push(entry);
  };
  for (const row of keywordRows) {
    if (row.section === 'end') {
      put(`left${row.name}`, { row, side: 'left' });
      put(`right${row.name}`, { row, side: 'right' });
    } else put(row.name, { row });
  }
  return found;
}

/**
 * The row of a keyword as it is written in a `config setup` or a conn, in any case, or `undefined` where no release knows it
 * there.
 *
 * @example findKeyword('conn', 'LeftID') // the row of `id`, side 'left'
 */
export function findKeyword(section: 'setup' | 'conn', written: string): FoundKeyword | undefined {
  const entries = byName.get(written) ?? byName.get(written.toLowerCase());
  return entries?.find(({ row }) => (row.section === 'setup') === (section === 'setup'));
}

/** What a release makes of the bare keyword. */
export function fateOf(row: KeywordRow, release: Release): KeywordFate {
  return holdsAt(row.fate, release);
}
