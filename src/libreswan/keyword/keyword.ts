/**
 * The table of ipsec.conf: every keyword, what its value is, and what becomes of it by release.
 *
 * Facts that change are {@link Spans}. What each keyword is for, and where the row comes from, stands in
 * `keyword-prose.ts`, so that rendering does not carry the prose.
 *
 * @see libreswan `lib/libipsecconf/keywords.c` (up to 5.2), `lib/libswan/ipsecconf/{conn,setup,keywords}.c` (5.3, 5.4),
 *   at every release tag; values by running 3.15, 3.19, 3.25, 3.28, 3.30, 3.32, 4.3, 4.10, 4.15, 5.2, 5.3 and 5.4
 */
import { atLeast, type Release } from '../release.ts';
import { holdsAt, type Spans } from '../spans.ts';

/** Where a keyword stands: in `config setup`, in a conn, or in a conn with `left` or `right` before its name. */
export type KeywordSection = 'setup' | 'conn' | 'end';

/**
 * What a value is. `choice` is one word of a list, `choices` several; `duration` counts seconds where it has no unit,
 * `milliseconds` milliseconds, `seconds` takes no unit at all; `percent` is digits and `%`; `quantity` is a number with an optional binary prefix (`Ki`),
 * `bytes` the same with an optional `B`; `count` is yes, no or a number.
 */
export type ValueKind =
  | 'text'
  | 'boolean'
  | 'number'
  | 'quantity'
  | 'bytes'
  | 'count'
  | 'seconds'
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
  /** From when on pluto reads the value itself, of a conn; 5.4 where absent. A bad value then costs the conn, and before that its line. */
  readonly byPluto?: Release;
}

type Extras = Omit<KeywordRow, 'name' | 'section' | 'kind' | 'fate'> & { readonly fate?: Spans<KeywordFate> };
type Kind = ValueKind | Spans<ValueKind>;

const always: Spans<KeywordFate> = ['effective'];
const since = (release: Release): Spans<KeywordFate> => ['unknown', [release, 'effective']];
const until = (release: Release): Spans<KeywordFate> => ['effective', [release, 'unknown']];
const between = (release: Release, end: Release): Spans<KeywordFate> => [
  'unknown',
  [release, 'effective'],
  [end, 'unknown'],
];
const obsoleteFrom = (release: Release): Spans<KeywordFate> => ['effective', [release, 'obsolete']];
/** Parts of KLIPS and Openswan that were carried along without effect, and dropped in 4.0. */
const leftover: Spans<KeywordFate> = ['obsolete', ['4.0', 'unknown']];
const from = (release: Release, meaning: string): Spans<string | undefined> => [undefined, [release, meaning]];
const upTo = (meaning: string, end: Release): Spans<string | undefined> => [meaning, [end, undefined]];

function row(section: KeywordSection, name: string, kind: Kind, extras: Extras = {}): KeywordRow {
  return { name, section, kind: typeof kind === 'string' ? [kind] : kind, fate: always, ...extras };
}
const setup = (name: string, kind: Kind, extras?: Extras): KeywordRow => row('setup', name, kind, extras);
const conn = (name: string, kind: Kind, extras?: Extras): KeywordRow => row('conn', name, kind, extras);
const end = (name: string, kind: Kind, extras?: Extras): KeywordRow => row('end', name, kind, extras);
/** The same row under an older name. */
const alias = (name: string, of: KeywordRow, fate: Spans<KeywordFate> = of.fate): KeywordRow => ({
  ...of,
  name,
  fate,
  alias: of.name,
});

/** From 5.0 a choice that has yes and no takes the words of a boolean too. */
const yesNo: Choices = {
  yes: 'yes',
  no: 'no',
  y: from('5.0', 'yes'),
  n: from('5.0', 'no'),
  true: from('5.0', 'yes'),
  false: from('5.0', 'no'),
  on: from('5.0', 'yes'),
  off: from('5.0', 'no'),
};
const addressFamilies: Choices = {
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  v4: 'ipv4',
  v6: 'ipv6',
  inet: 'ipv4',
  inet6: 'ipv6',
};
const debugClasses: Choices = {
  none: 'none',
  all: 'all',
  base: from('3.28', 'base'),
  'cpu-usage': from('3.28', 'cpu-usage'),
  tmi: from('3.28', 'tmi'),
  refcnt: from('4.0', 'refcnt'),
  private: 'private',
  crypt: 'crypt',
  ...Object.fromEntries(
    ['control', 'dpd', 'emitting', 'kernel', 'parsing', 'x509'].map((word) => [word, upTo(word, '4.4')]),
  ),
  ...Object.fromEntries(
    [
      'raw',
      'lifecycle',
      'dns',
      'oppo',
      'oppoinfo',
      'controlmore',
      'pfkey',
      'natt',
      'nattraversal',
      'klips',
      'netkey',
    ].map((word) => [word, upTo(word, '3.28')]),
  ),
};

const virtualPrivate = setup('virtual-private', 'text');
const logfile = setup('logfile', 'text');
const logtime = setup('logtime', 'boolean', { initial: ['yes'] });
const crlStrict = setup('crl-strict', 'boolean', { initial: ['no'] });
const ocspEnable = setup('ocsp-enable', 'boolean', { initial: ['no'] });
const ocspStrict = setup('ocsp-strict', 'boolean', { initial: ['no'] });
const ocspUri = setup('ocsp-uri', 'text');
const ocspTrustname = setup('ocsp-trustname', 'text');
const ocspTimeout = setup('ocsp-timeout', ['seconds', ['5.0', 'duration']], { initial: ['2'] });
const keepAlive = setup('keep-alive', ['seconds', ['5.0', 'duration']], { initial: ['0'] });
const natIkeport = setup('nat-ikeport', 'number', { fate: until('4.0'), initial: ['4500'] });

const username = end('username', 'text', { fate: since('3.18') });

const plutodebug = setup('plutodebug', ['choices', ['5.3', 'text']], { choices: debugClasses, initial: ['none'] });
const fragmentation = conn('fragmentation', 'choice', {
  choices: { ...yesNo, never: 'no', force: 'force', insist: 'force' },
  initial: ['yes'],
});
const salifetime = conn('salifetime', 'duration', { initial: ['8h'] });
const esp = conn('esp', 'text');
const aggressive = conn('aggressive', 'boolean', { fate: since('3.20'), initial: ['no'] });
const dpdtimeout = conn('dpdtimeout', ['seconds', ['3.16', 'duration']], { byPluto: '5.2' });
const secLabel = conn('sec-label', 'text', { fate: since('4.2') });
const phase2 = conn('phase2', 'choice', {
  choices: { esp: 'esp', ah: 'ah', default: upTo('esp', '5.3'), 'ah+esp': upTo('ah+esp', '3.25') },
  initial: ['esp'],
});
const natKeepalive = conn('nat-keepalive', 'boolean', { initial: ['yes'] });
const initialContact = conn('initial-contact', 'boolean', { initial: ['no'] });
const ciscoUnity = conn('cisco-unity', 'boolean', { byPluto: '5.3', initial: ['no'] });
const sendVendorid = conn('send-vendorid', 'boolean', { initial: ['no'] });
const sha2Truncbug = conn('sha2-truncbug', 'boolean', { initial: ['no'] });
const remotePeerType = conn('remote-peer-type', 'choice', { byPluto: '5.3', choices: { cisco: 'cisco' } });
const nflog = conn('nflog', 'number', { byPluto: '5.3', initial: ['0'] });
const sendNoEspTfc = conn('send-no-esp-tfc', 'boolean', { fate: since('3.25'), initial: ['no'] });

/** Every keyword: setup, ends, conn; in each the living ones first, then what is obsolete or gone. */
export const keywordRows: readonly KeywordRow[] = [
  setup('protostack', 'text', { initial: ['netkey', ['4.0', 'xfrm']] }),
  setup('uniqueids', 'boolean', { initial: ['yes'] }),
  setup('ikev1-policy', 'choice', {
    fate: since('4.2'),
    choices: { accept: 'accept', reject: 'reject', drop: 'drop' },
    initial: ['accept', ['5.0', 'drop']],
  }),
  virtualPrivate,
  alias('virtual_private', virtualPrivate, obsoleteFrom('5.3')),
  setup('listen', 'text'),
  setup('listen-tcp', 'boolean', { fate: since('4.0'), initial: ['no'] }),
  setup('listen-udp', 'boolean', { fate: since('4.0'), initial: ['yes'] }),
  setup('ipsecdir', 'text', { initial: ['/etc/ipsec.d'] }),
  setup('nssdir', 'text', { fate: since('3.19') }),
  setup('secretsfile', 'text', { initial: ['/etc/ipsec.secrets'] }),
  setup('dumpdir', 'text'),
  setup('statsbin', 'text', { runs: true }),
  logfile,
  alias('plutostderrlog', logfile, obsoleteFrom('5.3')),
  logtime,
  alias('plutostderrlogtime', logtime, until('4.0')),
  setup('logappend', 'boolean', { initial: ['yes'] }),
  setup('logip', 'boolean', { fate: since('3.22'), initial: ['yes'] }),
  setup('audit-log', 'boolean', { fate: since('3.30'), initial: ['yes'] }),
  setup('loglimit', 'text', { fate: since('5.4') }),
  setup('syslog', 'text', { fate: obsoleteFrom('5.3') }),
  plutodebug,
  alias('debug', plutodebug, between('5.0', '5.3')),
  setup('nhelpers', 'number', { initial: ['-1'] }),
  setup('seedbits', 'number', { initial: ['0'] }),
  setup('seeddev', 'text', { fate: since('5.4') }),
  setup('myvendorid', 'text'),
  crlStrict,
  setup('crlcheckinterval', 'duration', { initial: ['0'] }),
  setup('curl-iface', 'text'),
  setup('curl-timeout', ['seconds', ['3.28', 'duration']]),
  setup('crl-timeout', 'duration', { fate: since('5.3'), initial: ['5s'] }),
  ocspEnable,
  ocspStrict,
  ocspUri,
  ocspTrustname,
  ocspTimeout,
  setup('ocsp-cache-size', 'number', { fate: since('3.17') }),
  setup('ocsp-cache-min-age', 'duration', { fate: since('3.17') }),
  setup('ocsp-cache-max-age', 'duration', { fate: since('3.17') }),
  setup('ocsp-method', 'choice', { fate: since('3.19'), choices: { get: 'get', post: 'post' }, initial: ['get'] }),
  setup('dnssec-enable', 'boolean', { fate: since('3.21'), initial: ['yes'] }),
  setup('dnssec-rootkey-file', 'text', { fate: since('3.21') }),
  setup('dnssec-anchors', 'text', { fate: since('3.21') }),
  setup('dns-resolver', 'text', { fate: since('5.4'), initial: ['file'] }),
  setup('ddos-mode', 'choice', {
    choices: { auto: 'auto', busy: 'busy', unlimited: 'unlimited' },
    initial: ['auto'],
  }),
  setup('ddos-ike-threshold', 'number', { fate: since('3.17'), initial: ['25000'] }),
  setup('max-halfopen-ike', 'number', { initial: ['50000'] }),
  setup('ike-socket-bufsize', 'number', { fate: since('3.21'), initial: ['0'] }),
  setup('ike-socket-errqueue', 'boolean', { fate: since('3.21'), initial: ['yes'] }),
  setup('global-redirect', 'text', { fate: since('3.28'), initial: ['no'] }),
  setup('global-redirect-to', 'text', { fate: since('3.28') }),
  setup('drop-oppo-null', 'boolean', { fate: since('3.17'), initial: ['no'] }),
  setup('shuntlifetime', 'duration', { initial: ['15m'] }),
  setup('expire-shunt-interval', 'duration', { fate: since('5.3') }),
  setup('xfrmlifetime', ['seconds', ['5.4', 'duration']], { initial: ['300'] }),
  setup('expire-lifetime', 'duration', { fate: since('5.3') }),
  keepAlive,
  setup('nflog-all', 'number', { initial: ['0'] }),
  setup('ipsec-interface-managed', 'boolean', { fate: since('5.2') }),
  setup('interfaces', 'text', { fate: obsoleteFrom('4.8') }),
  setup('ikeport', 'number', { fate: until('4.0'), initial: ['500'] }),
  natIkeport,
  setup('force-busy', 'boolean', { fate: until('4.0') }),
  setup('ddos-ike-treshold', 'number', { fate: until('3.17') }),
  setup('overridemtu', 'number', { fate: until('4.0') }),
  setup('plutorestartoncrash', 'boolean', { fate: until('4.0') }),
  setup('perpeerlog', 'boolean', { fate: until('4.0') }),
  setup('perpeerlogdir', 'text', { fate: until('4.0') }),
  setup('myid', 'text', { fate: until('3.23') }),
  // In builds with seccomp it is effective from 3.20; no package of Debian has it.
  setup('seccomp', 'text', { fate: ['unknown', ['5.4', 'obsolete']] }),
  setup('klipsdebug', 'text', { fate: until('4.0') }),
  setup('fragicmp', 'boolean', { fate: until('4.0') }),
  setup('hidetos', 'boolean', { fate: until('4.0') }),
  setup('secctx-attr-type', ['number', ['5.0', 'text']], { fate: obsoleteFrom('5.0') }),
  setup('ikev1-secctx-attr-type', ['number', ['5.0', 'text']], {
    fate: ['unknown', ['4.0', 'effective'], ['5.0', 'obsolete']],
  }),
  alias('crl_strict', crlStrict, until('4.0')),
  alias('strictcrlpolicy', crlStrict, until('4.0')),
  alias('ocsp_enable', ocspEnable, until('4.0')),
  alias('ocsp_strict', ocspStrict, until('4.0')),
  alias('ocsp_uri', ocspUri, until('4.0')),
  alias('ocsp_timeout', ocspTimeout, until('4.0')),
  alias('ocsp_trust_name', ocspTrustname, until('4.0')),
  alias('keep_alive', keepAlive, until('4.0')),
  alias('nat_ikeport', natIkeport, until('4.0')),
  setup('oe', 'text', { fate: ['silent', ['3.19', 'obsolete'], ['4.0', 'unknown']] }),
  setup('nat_traversal', 'text', { fate: ['silent', ['3.19', 'obsolete'], ['4.0', 'unknown']] }),
  setup('plutofork', 'boolean', { fate: ['silent', ['4.0', 'unknown']] }),
  setup('force_busy', 'boolean', { fate: ['silent', ['4.0', 'unknown']] }),
  setup('disable_port_floating', 'text', { fate: leftover }),
  setup('force_keepalive', 'text', { fate: leftover }),
  setup('forwardcontrol', 'text', { fate: leftover }),
  setup('rp_filter', 'text', { fate: leftover }),
  setup('pluto', 'text', { fate: leftover }),
  setup('prepluto', 'text', { fate: leftover }),
  setup('postpluto', 'text', { fate: leftover }),
  setup('plutoopts', 'text', { fate: leftover }),
  setup('plutowait', 'text', { fate: leftover }),
  setup('nocrsend', 'text', { fate: leftover }),

  end('', 'text'),
  end('id', 'text'),
  end('cert', 'text'),
  end('ca', 'text', { initial: ['%issuer'] }),
  end('ckaid', 'text', { fate: since('3.18') }),
  end('rsasigkey', 'text'),
  end('ecdsakey', 'text', { fate: since('4.8') }),
  end('eddsakey', 'text', { fate: since('5.4') }),
  end('pubkey', 'text', { fate: since('4.8') }),
  end('sendcert', 'choice', {
    byPluto: '5.3',
    choices: {
      always: 'always',
      alwayssend: 'always',
      sendifasked: 'sendifasked',
      ifasked: from('5.3', 'sendifasked'),
      never: 'never',
    },
    initial: ['always'],
  }),
  end('auth', 'choice', {
    byPluto: '5.3',
    fate: since('3.19'),
    choices: {
      never: 'never',
      secret: 'secret',
      null: 'null',
      rsasig: 'rsasig',
      psk: from('5.4', 'secret'),
      rsa: [undefined, ['4.4', 'rsasig'], ['5.3', undefined]],
      ecdsa: from('4.4', 'ecdsa'),
      eaponly: from('4.4', 'eaponly'),
    },
  }),
  end('autheap', 'choice', {
    byPluto: '5.3',
    fate: since('4.8'),
    choices: { none: 'none', tls: 'tls' },
    initial: ['none'],
  }),
  end('subnet', 'text'),
  end('subnets', 'text'),
  end('protoport', 'text'),
  end('nexthop', 'text'),
  end('sourceip', 'text'),
  end('updown', 'text', { runs: true }),
  end('updown-config', 'text', { fate: since('5.4') }),
  end('ikeport', 'number', { byPluto: '5.3', fate: since('4.0'), initial: ['500'] }),
  end('interface-ip', 'text', {
    fate: ['unknown', ['3.30', 'obsolete'], ['3.32', 'effective'], ['4.4', 'unknown'], ['5.0', 'effective']],
  }),
  end('vti', 'text', { fate: since('3.18') }),
  end('addresspool', 'text'),
  end('xauthserver', 'boolean', { initial: ['no'] }),
  end('xauthclient', 'boolean', { initial: ['no'] }),
  end('modecfgserver', 'boolean', { initial: ['no'] }),
  end('modecfgclient', 'boolean', { initial: ['no'] }),
  username,
  alias('xauthusername', username, always),
  alias('xauthname', username, until('4.0')),
  end('cat', 'boolean', { fate: since('3.25'), initial: ['no'] }),
  end('groundhog', 'boolean', { byPluto: '5.0', fate: since('5.0'), initial: ['no'] }),
  end('rsasigkey2', 'text', { fate: until('4.0') }),
  end('subnetwithin', 'text', { fate: until('4.0') }),

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
  conn('alsoflip', 'text', { fate: until('5.0') }),
  conn('authby', ['choice', ['3.25', 'text']], {
    choices: { secret: 'secret', rsasig: 'rsasig', never: 'never', null: 'null', 'secret|rsasig': 'secret,rsasig' },
    initial: ['rsasig', ['3.30', 'rsasig,ecdsa']],
  }),
  conn('keyexchange', 'choice', {
    byPluto: '5.3',
    choices: { ike: 'ike', ikev1: from('5.0', 'ikev1'), ikev2: from('5.0', 'ikev2') },
  }),
  conn('ikev2', 'choice', {
    byPluto: '5.3',
    choices: {
      insist: 'IKEv2',
      always: 'IKEv2',
      yes: ['IKEv2, then IKEv1', ['3.28', 'IKEv2']],
      propose: ['IKEv2, then IKEv1', ['3.28', 'IKEv2']],
      permit: ['IKEv1, accept IKEv2', ['3.28', 'IKEv1']],
      no: 'IKEv1',
      never: 'IKEv1',
      y: from('5.0', 'IKEv2'),
      n: from('5.0', 'IKEv1'),
      true: from('5.0', 'IKEv2'),
      false: from('5.0', 'IKEv1'),
      on: from('5.0', 'IKEv2'),
      off: from('5.0', 'IKEv1'),
    },
    initial: ['permit', ['3.28', 'insist']],
  }),
  conn('ike', 'text'),
  esp,
  alias('phase2alg', esp),
  alias('ah', esp),
  phase2,
  conn('pfs', 'boolean', { initial: ['yes'] }),
  conn('rekey', 'boolean', { initial: ['yes'] }),
  conn('reauth', 'boolean', { fate: since('3.25'), initial: ['no'] }),
  conn('rekeymargin', 'duration', { initial: ['9m'] }),
  conn('rekeyfuzz', 'percent', { byPluto: '5.3', initial: ['100%'] }),
  conn('ikelifetime', 'duration', { initial: ['1h', ['4.2', '8h']] }),
  salifetime,
  alias('lifetime', salifetime),
  alias('keylife', salifetime),
  alias('ipsec-lifetime', salifetime, since('4.8')),
  conn('ipsec-max-bytes', 'bytes', { byPluto: '5.3', fate: since('4.8') }),
  conn('ipsec-max-packets', 'quantity', { byPluto: '5.3', fate: since('4.8') }),
  conn('retransmit-timeout', 'duration', { initial: ['60s', ['5.4', '30s']] }),
  conn('retransmit-interval', ['number', ['4.10', 'milliseconds']], { byPluto: '5.3', initial: ['500'] }),
  conn('keyingtries', 'number', { fate: obsoleteFrom('5.3'), initial: ['0'] }),
  conn('dpddelay', ['seconds', ['3.16', 'duration']], { byPluto: '5.2' }),
  dpdtimeout,
  alias('ikev1-dpdtimeout', dpdtimeout, since('5.2')),
  conn('dpdaction', 'choice', {
    fate: obsoleteFrom('5.0'),
    choices: { hold: 'hold', clear: 'clear', restart: 'restart', restart_by_peer: 'restart' },
    initial: ['hold'],
  }),
  conn('failureshunt', 'choice', {
    choices: {
      none: 'none',
      passthrough: 'passthrough',
      drop: 'drop',
      hold: 'drop',
      reject: ['reject', ['5.3', 'drop']],
    },
    initial: ['none'],
  }),
  conn('negotiationshunt', 'choice', {
    choices: { passthrough: 'passthrough', drop: 'drop', hold: 'drop' },
    initial: ['drop'],
  }),
  conn('encapsulation', 'choice', { fate: since('3.19'), choices: { ...yesNo, auto: 'auto' }, initial: ['auto'] }),
  conn('hostaddrfamily', 'choice', { byPluto: '5.3', fate: since('3.25'), choices: addressFamilies }),
  conn('clientaddrfamily', 'choice', {
    fate: ['unknown', ['3.25', 'effective'], ['5.3', 'obsolete']],
    choices: addressFamilies,
  }),
  conn('replay-window', 'number', { byPluto: '5.3', fate: since('3.16'), initial: ['32', ['4.6', '128']] }),
  conn('esn', 'choice', {
    fate: since('3.17'),
    choices: { ...yesNo, either: 'either' },
    initial: ['no', ['4.6', 'either']],
  }),
  fragmentation,
  conn('mobike', 'boolean', { fate: since('3.23'), initial: ['no'] }),
  conn('narrowing', 'boolean', { initial: ['no'] }),
  conn('compress', 'boolean', { initial: ['no'] }),
  conn('session-resumption', 'boolean', { fate: since('5.2'), initial: ['no'] }),
  conn('intermediate', 'boolean', { fate: since('4.0'), initial: ['no'] }),
  conn('ppk', 'choice', {
    fate: since('3.25'),
    choices: { ...yesNo, insist: 'insist', always: 'insist', propose: 'yes', permit: 'yes', never: 'no' },
    initial: ['no'],
  }),
  conn('ppk-ids', 'text', { fate: since('5.0') }),
  conn('require-id-on-certificate', 'boolean', { fate: since('3.30'), initial: ['yes'] }),
  conn('sendca', 'choice', {
    byPluto: '5.3',
    choices: { none: 'none', issuer: 'issuer', all: 'all' },
    // programs/pluto/connections.c at v5.3; lib/libipsecconf/starterwhack.c before.
    initial: ['none', ['5.3', 'all']],
  }),
  conn('mtu', ['number', ['5.3', 'bytes']], { byPluto: '5.3' }),
  conn('priority', 'number', { byPluto: '5.3' }),
  conn('mark', 'text', { fate: since('3.16') }),
  conn('mark-in', 'text', { fate: since('3.18') }),
  conn('mark-out', 'text', { fate: since('3.18') }),
  conn('reqid', 'number', { byPluto: '5.3' }),
  conn('metric', 'number'),
  conn('tfc', 'number', { byPluto: '5.3', fate: since('3.18'), initial: ['0'] }),
  nflog,
  alias('nflog-group', nflog, since('5.3')),
  conn('ipsec-interface', 'text', { fate: since('3.30'), initial: ['no'] }),
  conn('vti-interface', 'text', { fate: since('3.18') }),
  conn('vti-routing', 'boolean', { fate: since('3.18'), initial: ['yes'] }),
  conn('vti-shared', 'boolean', { fate: since('3.18'), initial: ['no'] }),
  conn('nic-offload', 'choice', {
    fate: since('3.21'),
    choices: {
      no: 'no',
      yes: ['yes', ['5.0', 'crypto']],
      auto: upTo('auto', '5.0'),
      crypto: from('5.0', 'crypto'),
      packet: from('5.0', 'packet'),
    },
    initial: ['auto', ['5.0', 'no']],
  }),
  conn('enable-tcp', 'choice', { fate: since('4.0'), choices: { ...yesNo, fallback: 'fallback' }, initial: ['no'] }),
  conn('tcp-remoteport', 'number', { fate: since('4.0'), initial: ['4500'] }),
  conn('decap-dscp', 'boolean', { fate: since('3.23'), initial: ['no'] }),
  conn('encap-dscp', 'boolean', { fate: since('5.0'), initial: ['yes'] }),
  conn('nopmtudisc', 'boolean', { fate: since('3.23'), initial: ['no'] }),
  conn('overlapip', 'boolean', { initial: ['no'] }),
  conn('connalias', 'text'),
  secLabel,
  alias('policy-label', secLabel, always),
  conn('send-redirect', 'choice', { fate: since('3.28'), choices: { ...yesNo, auto: 'auto' } }),
  conn('redirect-to', 'text', { fate: since('3.28') }),
  conn('accept-redirect', ['choice', ['5.0', 'boolean']], {
    fate: since('3.28'),
    choices: { yes: 'yes', no: 'no', auto: 'auto' },
    initial: ['no'],
  }),
  conn('accept-redirect-to', 'text', { fate: since('3.28') }),
  natKeepalive,
  conn('nat-ikev1-method', 'choice', {
    choices: { both: 'both', rfc: 'rfc', drafts: 'drafts', none: from('4.0', 'none') },
    initial: ['both'],
  }),
  conn('ikepad', 'boolean', { initial: ['yes'] }),
  aggressive,
  alias('aggrmode', aggressive, always),
  initialContact,
  sendVendorid,
  sha2Truncbug,
  ciscoUnity,
  conn('cisco-split', 'boolean', { byPluto: '5.3', fate: since('5.3') }),
  remotePeerType,
  alias('remote_peer_type', remotePeerType),
  conn('nm-configured', 'boolean', { byPluto: '5.3', initial: ['no'] }),
  conn('pam-authorize', 'boolean', { initial: ['no'] }),
  conn('xauthby', 'choice', { choices: { file: 'file', pam: 'pam', alwaysok: 'alwaysok' }, initial: ['file'] }),
  conn('xauthfail', 'choice', { choices: { hard: 'hard', soft: 'soft' }, initial: ['hard'] }),
  conn('modecfgpull', 'boolean', { initial: ['no'] }),
  conn('modecfgdns', 'text', { fate: since('3.23') }),
  conn('modecfgdomains', 'text', { fate: since('3.23') }),
  conn('modecfgbanner', 'text'),
  conn('ignore-peer-dns', 'boolean', { fate: since('3.20'), initial: ['no'] }),
  conn('ms-dh-downgrade', 'boolean', { fate: since('3.21'), initial: ['no'] }),
  conn('pfs-rekey-workaround', 'boolean', { fate: since('5.0'), initial: ['no'] }),
  conn('fake-strongswan', 'boolean', { fate: since('3.18'), initial: ['no'] }),
  sendNoEspTfc,
  alias('send-esp-tfc-padding-not-supported', sendNoEspTfc, since('5.3')),
  conn('reject-simultaneous-ike-auth', 'boolean', { fate: since('5.4') }),
  conn('share-lease', 'boolean', { fate: since('5.3') }),
  conn('clones', 'count', { fate: since('5.4') }),
  conn('send-supported-auth-methods', 'boolean', { fate: since('5.4'), initial: ['no'] }),
  conn('iptfs', 'boolean', { fate: since('5.2'), initial: ['no'] }),
  conn('iptfs-fragmentation', 'boolean', { fate: since('5.2'), initial: ['yes'] }),
  conn('iptfs-packet-size', 'quantity', { byPluto: '5.3', fate: since('5.2') }),
  conn('iptfs-max-queue-size', 'quantity', { byPluto: '5.3', fate: since('5.2') }),
  conn('iptfs-reorder-window', 'quantity', { byPluto: '5.3', fate: since('5.2') }),
  conn('iptfs-init-delay', 'duration', { fate: since('5.2') }),
  conn('iptfs-drop-time', 'duration', { fate: since('5.2') }),
  alias('debug', { ...plutodebug, section: 'conn' }, since('5.0')),
  alias('plutodebug', { ...plutodebug, section: 'conn' }, between('5.0', '5.3')),
  alias('auth', phase2, until('3.19')),
  conn('forceencaps', 'boolean', { fate: ['effective', ['3.19', 'obsolete'], ['5.0', 'unknown']] }),
  conn('connaddrfamily', 'choice', {
    fate: ['effective', ['3.25', 'obsolete'], ['4.0', 'unknown']],
    choices: { ipv4: 'ipv4', ipv6: 'ipv6' },
  }),
  conn('labeled-ipsec', 'boolean', { fate: ['effective', ['3.30', 'obsolete'], ['4.0', 'unknown']] }),
  conn('sareftrack', 'choice', {
    fate: until('4.0'),
    choices: { yes: 'yes', no: 'no', conntrack: 'conntrack' },
    initial: ['yes'],
  }),
  conn('disablearrivalcheck', 'boolean', { fate: until('4.0') }),
  conn('modecfgdns1', 'text', { fate: until('4.0') }),
  conn('modecfgdns2', 'text', { fate: until('4.0') }),
  conn('modecfgdomain', 'text', { fate: until('4.0') }),
  conn('modecfgwins1', 'text', { fate: leftover }),
  conn('modecfgwins2', 'text', { fate: leftover }),
  alias('ike-frag', fragmentation, until('4.0')),
  alias('ike_frag', fragmentation, until('4.0')),
  alias('nat_keepalive', natKeepalive, until('4.0')),
  alias('initial_contact', initialContact, until('4.0')),
  alias('cisco_unity', ciscoUnity, until('4.0')),
  alias('send_vendorid', sendVendorid, until('4.0')),
  alias('sha2_truncbug', sha2Truncbug, until('4.0')),
  alias('nm_configured', conn('nm-configured', 'boolean'), until('4.0')),
  alias('policy_label', secLabel, until('4.0')),
  conn('labeled_ipsec', 'boolean', { fate: ['effective', ['3.30', 'obsolete'], ['4.0', 'unknown']] }),
];

/** The side that a keyword of an end is about. */
export type Side = 'left' | 'right';

/** A keyword as found in a file: its row, and the side where it is one of an end. */
export interface FoundKeyword {
  readonly row: KeywordRow;
  readonly side?: Side;
  /** The keyword with its side, under the name of the row that it is an alias of: `leftid`, `esp` for `phase2alg`. */
  readonly key: string;
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
    const key = row.alias ?? row.name;
    if (row.section === 'end') {
      put(`left${row.name}`, { row, side: 'left', key: `left${key}` });
      put(`right${row.name}`, { row, side: 'right', key: `right${key}` });
    } else put(row.name, { row, key });
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

/** What a release knows: by name as written in lower case, for `config setup` and for conns. */
type KnownKeywords = Readonly<Record<'setup' | 'conn', ReadonlyMap<string, FoundKeyword>>>;

const knownByRelease = new Map<Release, KnownKeywords>();

/** Put together on the first question about a release; the table does not change. */
function knownKeywords(release: Release): KnownKeywords {
  const known = knownByRelease.get(release) ?? {
    setup: keywordsOfSection('setup', release),
    conn: keywordsOfSection('conn', release),
  };
  knownByRelease.set(release, known);
  return known;
}

/** First the keywords of the section, then those of the other, which are then misplaced, then ends without their side. */
function keywordsOfSection(section: 'setup' | 'conn', release: Release): ReadonlyMap<string, FoundKeyword> {
  const known = new Map<string, FoundKeyword>();
  const add = (name: string, entry: FoundKeyword): void => {
    if (!known.has(name)) known.set(name, entry);
  };
  const all = [...byName].flatMap(([name, entries]) => entries.map((entry) => ({ name, entry })));
  const living = all.filter(({ entry }) => fateOf(entry.row, release) !== 'unknown');
  const isOwn = (entry: FoundKeyword): boolean => (entry.row.section === 'setup') === (section === 'setup');
  for (const { name, entry } of living) if (isOwn(entry)) add(name, entry);
  for (const { name, entry } of living) if (!isOwn(entry)) add(name, entry);
  for (const { entry } of living) {
    const { row, side } = entry;
    if (side === undefined) continue;
    if (atLeast(release, '5.0') && row.name !== '') add(`${side}-${row.name}`, entry);
    if (side === 'right' && !atLeast(release, '5.4')) add(row.name, entry);
  }
  return known;
}

/**
 * The row that a release finds for a word in a section, or `undefined` where it knows none: first one of the section, then
 * one of the other, which is then misplaced. A keyword of an end without its side is the right end's up to 5.3; `left-id`
 * is `leftid` from 5.0.
 */
export function lookupKeyword(section: 'setup' | 'conn', written: string, release: Release): FoundKeyword | undefined {
  const known = knownKeywords(release)[section];
  return known.get(written) ?? known.get(written.toLowerCase());
}

/** What a release makes of the bare keyword. */
export function fateOf(row: KeywordRow, release: Release): KeywordFate {
  return holdsAt(row.fate, release);
}
