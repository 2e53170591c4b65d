/**
 * The shape of what a user writes, one schema for each section, so that a fault in one section hides none in another.
 *
 * Every `error` says what is required; it becomes the sentence of the finding as it stands. Rules that look at more than
 * one value (addresses that belong to two nodes, names that collide) are not here but in `read.ts` and in `mesh`.
 */

import * as z from 'zod/mini';
import { backendNames } from '../firewall/backend-names.ts';
import { platforms } from '../libreswan/platform.ts';
import { profileNames } from './profiles.ts';
import type {
  WrittenCrls,
  WrittenDefaults,
  WrittenExpectation,
  WrittenFirewall,
  WrittenGroups,
  WrittenInfrastructure,
  WrittenIpsec,
  WrittenLinkRule,
  WrittenLinks,
  WrittenNetwork,
  WrittenNode,
  WrittenOnHost,
  WrittenOverlay,
  WrittenPsk,
  WrittenSections,
  WrittenSwitch,
} from './written.ts';

/** A schema that gives a `T`. */
export type Schema<T> = z.ZodMiniType<T>;

/** RE2 refuses to repeat more than 1,000 times, so that longer texts are held by their length. */
const text = (what: string, pattern: RegExp, longest?: number): Schema<string> => {
  const error = `must be ${what}`;
  const base = z.string({ error }).check(z.regex(pattern, { error, abort: true }));
  return longest === undefined ? base : base.check(z.maxLength(longest, { error }));
};

const wholeNumber = (what: string, from: number, to: number): Schema<number> => {
  const error = `must be ${what}`;
  return z.number({ error }).check(z.int({ error }), z.gte(from, { error }), z.lte(to, { error }));
};

function oneOf<const T extends string>(...values: readonly T[]): Schema<T> {
  return z.enum(values as readonly string[], { error: `must be ${values.join(' or ')}` }) as z.ZodMiniType as Schema<T>;
}

const mapping = { error: 'must be a mapping' };

/** Looks like an address or prefix; canonical form and family are read later, so that the finding can say more than "no match". */
const address = text('an IPv4 or IPv6 address', /^[0-9A-Fa-f:.]{2,45}(\/\d{0,3})?$/);
const prefix = text('an address prefix such as 172.16.0.0/16', /^[0-9A-Fa-f:.]{2,45}(\/\d{1,3})?$/);
const addresses = z.array(address, { error: 'must be a list of addresses' });
const prefixes = z.array(prefix, { error: 'must be a list of address prefixes' });
const targets = z.array(text('a prefix, or prefix, protocol, source port and destination port', /^[^\0\n\r]{1,128}$/), {
  error: 'must be a list of address prefixes',
});
const interfaceName = text(
  'an interface name of 1 to 15 of A-Z a-z 0-9 . _ @ -, not beginning with -',
  /^[A-Za-z0-9._@][A-Za-z0-9._@-]{0,14}$/,
);
const linkMtu = wholeNumber('a number of bytes from 576 to 65535', 576, 65535);
const linkSpeed = text('a speed in bits per second such as 10G, 25G or 100M', /^[1-9][0-9]{0,3}[MG]$/);
const pem = text('a path to a PEM file, or PEM text', /^[^\0]+$/);
const master = text('a path to a file, or 0x and hexadecimal digits', /^[^\0]+$/);
/** Format and bidirectional characters, and halves of surrogate pairs. */
const unseen = String.raw`\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff`;
const hostPath = text(
  'an absolute path without control, format and bidirectional characters',
  new RegExp(String.raw`^\/[^\p{Cc}${unseen}]*$`, 'u'),
  1024,
);
/** Control characters have findings of their own where options are read. */
const optionText = z.string().check(
  z.regex(new RegExp(`^[^${unseen}]*$`, 'u'), {
    error: 'must be a text without format and bidirectional characters',
  }),
);
const proposals = text('proposals such as aes256-sha2_256', /^[A-Za-z0-9_+,;.=-]+$/, 1024);

const yesNoAuto: Schema<WrittenSwitch> = z.union([oneOf('auto', 'yes', 'no'), z.boolean()], {
  error: 'must be auto, yes or no',
});

const overlay: Schema<WrittenOverlay> = z.union(
  [
    oneOf('none', 'vxlan', 'geneve'),
    z.strictObject({
      name: text('a name', /^[A-Za-z0-9._-]{1,64}$/),
      bytes: wholeNumber('a number of bytes from 0 to 1000', 0, 1000),
    }),
  ],
  { error: 'must be none, vxlan, geneve or { name, bytes }' },
);

const network: Schema<WrittenNetwork> = z.object(
  {
    interface: z.optional(interfaceName),
    linkMtu: z.optional(linkMtu),
    linkSpeed: z.optional(linkSpeed),
    overlay: z.optional(
      z.union(
        [overlay, z.array(overlay), z.strictObject({ sideBySide: z.array(z.union([overlay, z.array(overlay)])) })],
        {
          error: 'must be none, vxlan, geneve, { name, bytes }, a list of these, outermost first, or { sideBySide: … }',
        },
      ),
    ),
  },
  mapping,
);

const ipsec: Schema<WrittenIpsec> = z.object(
  {
    type: z.optional(oneOf('tunnel', 'transport')),
    esp: z.optional(proposals),
    ike: z.optional(proposals),
    encapsulation: z.optional(yesNoAuto),
    start: z.optional(oneOf('ondemand', 'ondemand-up', 'one-side', 'both')),
    liveness: z.optional(
      z.union([text('a duration such as 15s, or off', /^(off|[1-9]\d{0,4}[smh])$/), z.literal(false)], {
        error: 'must be a duration such as 15s, or off',
      }),
    ),
    layout: z.optional(oneOf('shared', 'flat')),
    options: z.optional(
      z.record(
        z.string(),
        z.union([optionText, z.number(), z.boolean()], {
          error: 'must be a text without format and bidirectional characters, a number, or yes or no',
        }),
        { error: 'must be a mapping of keywords to values' },
      ),
    ),
    pq: z.optional(oneOf('ml_kem_768')),
  },
  mapping,
);

const groups: Schema<WrittenGroups> = z.object(
  {
    private: z.optional(targets),
    'private-or-clear': z.optional(targets),
    'clear-or-private': z.optional(targets),
    clear: z.optional(targets),
    block: z.optional(targets),
  },
  { error: 'must be a mapping of policy groups to lists of prefixes' },
);

const infrastructure: Schema<WrittenInfrastructure> = z.object(
  {
    gateways: z.optional(addresses),
    dns: z.optional(addresses),
    ntp: z.optional(addresses),
    dhcp: z.optional(addresses),
    api: z.optional(addresses),
  },
  mapping,
);

const firewall: Schema<WrittenFirewall> = z.object(
  {
    chain: z.optional(text('a chain name of 1 to 28 of A-Z a-z 0-9 _ -', /^[A-Za-z0-9_-]{1,28}$/)),
    backends: z.optional(z.array(oneOf(...backendNames), { error: `must be a list of ${backendNames.join(', ')}` })),
    requireEsp: z.optional(z.boolean({ error: 'must be true or false' })),
    mssClamp: z.optional(z.boolean({ error: 'must be true or false' })),
    onlyPeers: z.optional(z.boolean({ error: 'must be true or false' })),
  },
  mapping,
);

const onHost: Schema<WrittenOnHost> = z.object(
  { certificate: z.optional(hostPath), key: z.optional(hostPath), authority: z.optional(hostPath) },
  mapping,
);

const lists = z.union([pem, z.array(pem)], {
  error: 'must be a path to a revocation list, PEM text, or a list of these',
});
const crls: Schema<WrittenCrls> = z.union(
  [lists, z.strictObject({ lists, strict: z.optional(z.boolean({ error: 'must be true or false' })) })],
  { error: 'must be paths to revocation lists, or { lists: …, strict: true }' },
);

const psk: Schema<WrittenPsk> = z.object({ master }, { error: 'must be a mapping with the key master' });

const endpoint = text('any, role:ROLE, the name of a node, an address or a prefix', /^[^\p{Cc}\u2028\u2029]{1,253}$/u);
const rule: Schema<WrittenLinkRule> = z.strictObject({ from: endpoint, to: endpoint });
const links: Schema<WrittenLinks> = z.union(
  [z.literal('full'), rule, z.array(z.union([z.array(z.string()).check(z.length(2)), rule]))],
  {
    error:
      'must be full, or a list of pairs of node names and of rules, such as [[a, b], { from: role:worker, to: role:storage }]',
  },
);

const expectation: Schema<WrittenExpectation> = z.strictObject(
  {
    from: endpoint,
    to: endpoint,
    is: z.optional(oneOf('encrypted', 'clear', 'held', 'refused', 'dropped')),
    protocol: z.optional(oneOf('tcp', 'udp', 'icmp')),
    port: z.optional(wholeNumber('a port from 1 to 65535', 1, 65535)),
    overlayMtu: z.optional(text('a number of bytes such as ">= 1388"', /^(>=|<=|=)? ?[1-9]\d{2,4}$/)),
  },
  { error: 'must be { from, to, is, protocol, port, overlayMtu }' },
) as Schema<WrittenExpectation>;
const expectations = z.array(expectation, { error: 'must be a list of expectations' });

const fips = z.boolean({ error: 'must be true or false' });
/** As the packages have it, with an epoch before it and a revision behind it, or bare. */
const nss = text(
  'a version of NSS in quotes, such as "3.118.1"',
  /^(\d{1,4}:)?\d{1,4}\.\d{1,4}(\.\d{1,4})?([-+~][A-Za-z0-9.+~_-]{0,60})?$/,
);
const release = text('a release in quotes, such as "4.10", or a range such as "4.3..5.2"', /^[0-9.]{1,16}$/);

/** The keys of one entry of `nodes:`, each for itself. */
export const nodeShape: { readonly [K in keyof WrittenNode]-?: Schema<WrittenNode[K]> } = {
  role: z.optional(text('a text of up to 64 characters without control characters', /^[^\p{Cc}\u2028\u2029]{0,64}$/u)),
  address: z.union([address, z.array(address).check(z.minLength(1), z.maxLength(2))], {
    error: 'must be an address, or a list of at most one IPv4 and one IPv6 address',
  }),
  otherAddresses: z.optional(addresses),
  certificate: z.optional(pem),
  key: z.optional(pem),
  nickname: z.optional(text('a nickname of 1 to 64 of A-Z a-z 0-9 . _ -', /^[A-Za-z0-9._-]{1,64}$/)),
  libreswan: z.optional(release),
  platform: z.optional(oneOf(...platforms)),
  interface: z.optional(interfaceName),
  linkMtu: z.optional(linkMtu),
  encapsulation: z.optional(yesNoAuto),
  nss: z.optional(nss),
  fips: z.optional(fips),
};

const { address: _, otherAddresses: __, ...commonShape } = nodeShape;

/** The keys of `defaults:`, each for itself. */
export const defaultsShape: { readonly [K in keyof WrittenDefaults]-?: Schema<WrittenDefaults[K]> } = commonShape;

/** One entry of `nodes:` */
export const nodeSchema: Schema<WrittenNode> = z.object(nodeShape, mapping) as Schema<WrittenNode>;

/** The schema of every key at the top but `nodes`. */
export const sections: { readonly [K in keyof WrittenSections]: Schema<WrittenSections[K]> } = {
  version: z.literal(1, { error: 'must be 1' }),
  profile: oneOf(...profileNames),
  name: text(
    'a name of 1 to 64 of A-Z a-z 0-9 . _ - that starts with a letter or _',
    /^[A-Za-z_][A-Za-z0-9._-]{0,63}$/,
  ),
  mode: oneOf('explicit', 'opportunistic'),
  auth: oneOf('certificate', 'psk'),
  libreswan: release,
  fips,
  authority: pem,
  crls,
  psk,
  network,
  ipsec,
  groups,
  infrastructure,
  management: prefixes,
  firewall,
  links,
  defaults: z.object(defaultsShape, mapping) as Schema<WrittenDefaults>,
  onHost,
  expect: expectations,
};

/** The whole inventory, for the JSON Schema and for the list of known keys. `nodes` maps a node's name to the node. */
export function inventorySchema(): z.ZodMiniObject {
  const { version, ...others } = sections;
  const optional = Object.fromEntries(Object.entries(others).map(([key, schema]) => [key, z.optional(schema)]));
  return z.object({ version, ...optional, nodes: z.record(z.string(), nodeSchema) });
}
