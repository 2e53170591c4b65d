/**
 * Chains of certificates: half of them good, the others with one reason to fail each. Made anew for every run; the number
 * varies keys, depths and the kind of fault.
 */
import {
  ecdsaScheme,
  issue,
  issuerKeyId,
  type KeyPair,
  newEcKey,
  newRsaKey,
  ownKeyId,
  rsaScheme,
  signsCertificates,
  usage,
} from './authority.ts';
import {
  altNames,
  constraints,
  der,
  dns,
  explicit,
  extension,
  int,
  ip,
  name,
  nothing,
  oid,
  purposes,
  seq,
  spkiOf,
} from './der-writer.ts';

/** One chain: what is trusted, what lies between, and the host. */
export interface Chain {
  readonly kind: string;
  readonly valid: boolean;
  readonly roots: readonly Uint8Array[];
  readonly between: readonly Uint8Array[];
  readonly host: Uint8Array;
  /** Whose certificate that is, and of which kind. */
  readonly hostKey: KeyPair;
}

interface Level {
  readonly key: KeyPair;
  readonly subject: Uint8Array;
  readonly der: Uint8Array;
}

/** What a fault changes in one certificate. */
interface Changes {
  readonly extensions?: readonly Uint8Array[];
  readonly without?: 'constraints' | 'usage';
  readonly isCa?: boolean;
  readonly pathLength?: number;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly usage?: Uint8Array;
  readonly keyId?: KeyPair;
  readonly names?: readonly Uint8Array[];
  readonly subject?: Uint8Array;
  readonly version?: 1 | 3;
}

const day = 86_400_000;
const keys: { ec: KeyPair[]; rsa: KeyPair[] } = { ec: [], rsa: [] };

/** Keys are made once: what differs is what is signed. */
function keyOf(kind: 'ec' | 'rsa', i: number): KeyPair {
  const pool = keys[kind];
  while (pool.length <= i) pool.push(kind === 'ec' ? newEcKey() : newRsaKey());
  return pool[i] as KeyPair;
}

/** A generator of chains at a time at which the programs run, which take no other. */
export function chainMaker(now: Date): (number: number) => Chain {
  let serial = 1;
  const sign = (
    level: { readonly key: KeyPair; readonly subject: Uint8Array },
    by: { readonly key: KeyPair; readonly subject: Uint8Array },
    role: 'authority' | 'host',
    changes: Changes = {},
  ): Uint8Array => {
    serial += 1;
    const isCa = changes.isCa ?? role === 'authority';
    const extensions =
      role === 'authority'
        ? [
            ...(changes.without === 'constraints' ? [] : [constraints(isCa, changes.pathLength)]),
            ...(changes.without === 'usage' ? [] : [changes.usage ?? signsCertificates]),
          ]
        : [
            constraints(false),
            changes.usage ?? usage(0xa0, 5),
            ...(changes.names?.length === 0
              ? []
              : [altNames(...(changes.names ?? [dns('a.example.com'), ip(10, 0, 0, 1)]))]),
          ];
    const all = [
      ...extensions,
      ownKeyId(level.key.publicKey),
      issuerKeyId((changes.keyId ?? by.key).publicKey),
      ...(changes.extensions ?? []),
    ];
    return issue(
      {
        serial: int(serial),
        subject: changes.subject ?? level.subject,
        issuer: by.subject,
        spki: spkiOf(level.key.publicKey),
        notBefore: changes.notBefore ?? new Date(now.getTime() - day),
        notAfter: changes.notAfter ?? new Date(now.getTime() + 100 * day),
        ...(changes.version === 1 ? { version: 1 as const, extensions: [] } : { extensions: all }),
      },
      by.key.privateKey,
      by.key.privateKey.asymmetricKeyType === 'rsa' ? rsaScheme('sha256') : ecdsaScheme('sha256'),
    );
  };
  return (number) => {
    const kind = number % 4 === 0 ? 'rsa' : 'ec';
    const valid = number % 2 === 0;
    const list = valid ? good : bad;
    const [label, make] = list[Math.floor(number / 2) % list.length] as (typeof good)[number];
    const level = (text: string, i: number): Omit<Level, 'der'> => ({
      key: keyOf(kind, i),
      subject: name(['O', `Org ${number}`], ['CN', text]),
    });
    return { kind: label, valid, hostKey: keyOf(kind, 3), ...make({ sign, level, now }) };
  };
}

interface Tools {
  readonly sign: (
    level: Omit<Level, 'der'>,
    by: Omit<Level, 'der'>,
    role: 'authority' | 'host',
    changes?: Changes,
  ) => Uint8Array;
  readonly level: (text: string, key: number) => Omit<Level, 'der'>;
  readonly now: Date;
}
type Make = (tools: Tools) => Pick<Chain, 'roots' | 'between' | 'host'>;

/** root → A → B → host, with changes where a fault or a variant wants them. */
function straight(depth: 0 | 1 | 2, changes: { root?: Changes; a?: Changes; b?: Changes; host?: Changes } = {}): Make {
  return ({ sign, level }) => {
    const [root, a, b, host] = [level('root', 0), level('A', 1), level('B', 2), level('host', 3)];
    const first = sign(a, root, 'authority', changes.a);
    const second = sign(b, a, 'authority', changes.b);
    const by = depth === 0 ? root : depth === 1 ? a : b;
    return {
      roots: [sign(root, root, 'authority', changes.root)],
      between: depth === 0 ? [] : depth === 1 ? [first] : [first, second],
      host: sign(host, by, 'host', changes.host),
    };
  };
}

const permitted = (...bases: readonly Uint8Array[]): Uint8Array =>
  extension('2.5.29.30', seq(explicit(0, ...bases.map((base) => seq(base)))), true);
const excluded = (...bases: readonly Uint8Array[]): Uint8Array =>
  extension('2.5.29.30', seq(explicit(1, ...bases.map((base) => seq(base)))), true);
const network = (...octets: readonly number[]): Uint8Array => der(0x87, Uint8Array.from(octets));
const policies = extension('2.5.29.32', seq(seq(oid('1.3.6.1.4.1.99999.1'))));
const ago = (tools: Tools, days: number): Date => new Date(tools.now.getTime() - days * day);

const good: readonly (readonly [string, Make])[] = [
  ['issued by the root', straight(0)],
  ['one authority between', straight(1)],
  ['two authorities between', straight(2)],
  ['path length just enough', straight(2, { root: { pathLength: 2 }, a: { pathLength: 1 }, b: { pathLength: 0 } })],
  ['authority without key usage', straight(1, { a: { without: 'usage' } })],
  [
    'policies, which nobody asked for',
    straight(1, { a: { extensions: [policies] }, host: { extensions: [policies] } }),
  ],
  [
    'purposes serverAuth and clientAuth',
    straight(1, { host: { extensions: [purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2')] } }),
  ],
  [
    'names within what the authority may certify',
    straight(1, { a: { extensions: [permitted(dns('example.com'), network(10, 0, 0, 0, 255, 0, 0, 0))] } }),
  ],
  [
    'names outside what it must not',
    straight(1, { a: { extensions: [excluded(dns('example.org'), network(192, 168, 0, 0, 255, 255, 0, 0))] } }),
  ],
  ['constraints two levels up', straight(2, { a: { extensions: [permitted(dns('example.com'))] } })],
  [
    'cross-signed by a root that nobody trusts',
    ({ sign, level }) => {
      const [root, stranger, a, host] = [level('root', 0), level('stranger', 1), level('A', 2), level('host', 3)];
      return {
        roots: [sign(root, root, 'authority')],
        between: [sign(a, stranger, 'authority'), sign(a, root, 'authority')],
        host: sign(host, a, 'host'),
      };
    },
  ],
  [
    'renewed authority: the same subject, another key, both at hand',
    ({ sign, level }) => {
      const [root, old, renewed, host] = [level('root', 0), level('A', 1), level('A', 2), level('host', 3)];
      return {
        roots: [sign(root, root, 'authority')],
        between: [sign(old, root, 'authority'), sign(renewed, root, 'authority')],
        host: sign(host, renewed, 'host'),
      };
    },
  ],
  [
    'renewed root: the same subject and key, both trusted',
    ({ sign, level, now }) => {
      const [root, host] = [level('root', 0), level('host', 3)];
      return {
        roots: [
          sign(root, root, 'authority', { notAfter: new Date(now.getTime() + 5 * day) }),
          sign(root, root, 'authority'),
        ],
        between: [],
        host: sign(host, root, 'host'),
      };
    },
  ],
];

const bad: readonly (readonly [string, Make])[] = [
  [
    'the host has expired',
    (tools) => straight(1, { host: { notBefore: ago(tools, 9), notAfter: ago(tools, 2) } })(tools),
  ],
  ['the host is not yet valid', (tools) => straight(1, { host: { notBefore: ago(tools, -2) } })(tools)],
  [
    'an authority has expired',
    (tools) => straight(1, { a: { notBefore: ago(tools, 9), notAfter: ago(tools, 2) } })(tools),
  ],
  ['an authority is not yet valid', (tools) => straight(2, { b: { notBefore: ago(tools, -2) } })(tools)],
  ['an authority is none', straight(1, { a: { isCa: false } })],
  ['an authority must not sign certificates', straight(1, { a: { usage: usage(0x02, 1) } })],
  ['path length is one too short', straight(2, { root: { pathLength: 0 } })],
  ['path length in the middle', straight(2, { a: { pathLength: 0 } })],
  [
    'a critical extension that nobody knows',
    straight(1, { a: { extensions: [extension('1.2.3.4.5', nothing(), true)] } }),
  ],
  ['one on the host', straight(1, { host: { extensions: [extension('1.2.3.4.5', nothing(), true)] } })],
  [
    'a host name that the authority must not certify',
    straight(1, { a: { extensions: [permitted(dns('example.org'))] } }),
  ],
  [
    'an address that it must not certify',
    straight(1, { a: { extensions: [permitted(network(192, 168, 0, 0, 255, 255, 0, 0))] } }),
  ],
  ['an excluded host name', straight(1, { a: { extensions: [excluded(dns('example.com'))] } })],
  [
    'an excluded address, two levels up',
    straight(2, { a: { extensions: [excluded(network(10, 0, 0, 0, 255, 0, 0, 0))] } }),
  ],
  [
    'a subject outside the permitted directory',
    straight(1, { a: { extensions: [permitted(explicit(4, name(['O', 'Elsewhere'])))] } }),
  ],
  ['the authority between is missing', (tools) => ({ ...straight(1)(tools), between: [] })],
  [
    'the root is another one of the same name',
    (tools) => {
      const { sign, level } = tools;
      return {
        ...straight(1)(tools),
        roots: [
          sign(
            { ...level('root', 0), key: level('x', 4).key },
            { ...level('root', 0), key: level('x', 4).key },
            'authority',
          ),
        ],
      };
    },
  ],
  [
    'the signature of the host was changed',
    (tools) => {
      const chain = straight(1)(tools);
      const host = chain.host.slice();
      host[host.length - 4] = (host[host.length - 4] as number) ^ 1;
      return { ...chain, host };
    },
  ],
  [
    'signed by the old key of a renewed authority that is gone',
    ({ sign, level }) => {
      const [root, old, renewed, host] = [level('root', 0), level('A', 1), level('A', 2), level('host', 3)];
      return {
        roots: [sign(root, root, 'authority')],
        between: [sign(renewed, root, 'authority')],
        host: sign(host, old, 'host'),
      };
    },
  ],
];

/** All kinds, so that a test can say that it saw each. */
export const chainKinds: readonly string[] = [...good, ...bad].map(([kind]) => kind);
