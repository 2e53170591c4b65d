/** The JSON Schema of the inventory. */
import * as z from 'zod/mini';
import { docsOf } from './key-docs.ts';
import { inventorySchema } from './schema.ts';
import { addressPattern, prefixPattern, releasePattern, targetPattern } from './schema-patterns.ts';

/** A part of a JSON Schema. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (draft 2020-12) of the inventory, for editors and for validators of other languages: every key with its
 * documentation, no key that is not known, and what one key requires of others. Its patterns are those that the regular
 * expressions of ECMAScript, Python and Go (RE2) read alike. What takes more than a schema, such as an address that two
 * nodes have, is left to `swanmesh check`.
 */
export function inventoryJsonSchema(): Json {
  const { $schema, type, properties, required } = z.toJSONSchema(inventorySchema(), { io: 'input' });
  const closed = withDocs({ type, properties, required }, '') as Json;
  return {
    $schema,
    $id: 'urn:swanmesh:inventory:1',
    title: 'swanmesh inventory',
    description: 'The hosts between which every packet is encrypted, and how.',
    ...closed,
    patternProperties: { '^x-': {} },
    allOf: conditions,
  };
}

/** A key that must be there; named under `properties` too, for Ajv's strict mode takes one that is not for a mistake. */
const required = (key: string): Json => ({ properties: { [key]: {} }, required: [key] });
const is = (key: string, value: string): Json => ({ properties: { [key]: { const: value } }, required: [key] });
const everyNode = (schema: Json): Json => ({
  properties: { nodes: { type: 'object', additionalProperties: { type: 'object', ...schema } } },
});

/** Of every node, or once for all of them. */
const ofNodes = (key: string): Json => ({
  anyOf: [
    everyNode(required(key)),
    { properties: { defaults: { type: 'object', ...required(key) } }, required: ['defaults'] },
  ],
});

/** `if`, `then`, `else`; an object with a `then` of its own would look like a promise. */
const when = (condition: Json, then: Json, otherwise: Json): Json =>
  Object.fromEntries([
    ['if', condition],
    ['then', then],
    ['else', otherwise],
  ]);

/** What the value of one key requires of others. */
const conditions: readonly Json[] = [
  when(is('auth', 'psk'), required('psk'), {
    allOf: [required('authority'), ofNodes('certificate')],
  }),
  when(
    is('mode', 'opportunistic'),
    {
      required: ['groups'],
      properties: {
        groups: {},
        auth: { const: 'certificate' },
        ipsec: { type: 'object', properties: { type: { const: 'tunnel' } } },
      },
    },
    {},
  ),
  { anyOf: [required('libreswan'), ofNodes('libreswan')] },
];

const ipv4 = { type: 'string', pattern: addressPattern.ipv4 };
const ipv6 = { type: 'string', pattern: addressPattern.ipv6 };

/** Where a schema can say more than the reader's, which leaves it to findings with more to say. */
const stricter: Readonly<Record<string, Json>> = {
  libreswan: { type: 'string', pattern: releasePattern },
  'defaults.libreswan': { type: 'string', pattern: releasePattern },
  'nodes.*.libreswan': { type: 'string', pattern: releasePattern },
  'nodes.*.address': {
    anyOf: [
      ipv4,
      ipv6,
      {
        type: 'array',
        items: { anyOf: [ipv4, ipv6] },
        minItems: 1,
        maxItems: 2,
        allOf: [ipv4, ipv6].map((family) => ({ contains: family, minContains: 0, maxContains: 1 })),
      },
    ],
  },
  'ipsec.options': {
    type: 'object',
    propertyNames: {
      pattern: '^[a-z][a-z0-9_-]*$',
      not: { pattern: '^(left|right)|^(auto|also|authby|ikev2|keyexchange|type)$' },
    },
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  },
};

const listsOf: Readonly<Record<string, Json>> = {
  addresses: { type: 'array', items: { anyOf: [ipv4, ipv6] } },
  prefixes: { type: 'array', items: { type: 'string', pattern: prefixPattern } },
  targets: { type: 'array', items: { type: 'string', pattern: targetPattern } },
};

function stricterAt(path: string): Json | undefined {
  if (path === 'nodes.*.otherAddresses' || /^infrastructure\./.test(path)) return listsOf.addresses;
  if (path === 'management') return listsOf.prefixes;
  if (/^groups\./.test(path)) return listsOf.targets;
  return stricter[path];
}

/** A name of a node; two dots in a row are not one. */
const nodeNames = { pattern: '^[A-Za-z0-9](\\.?[A-Za-z0-9_-])*\\.?$', maxLength: 253 };

/** The schema at a path with documentation, and closed: no key but those that it names. */
function withDocs(schema: unknown, path: string): unknown {
  if (Array.isArray(schema)) return schema.map((each) => withDocs(each, path));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, additionalProperties, propertyNames: _, ...rest } = schema as Json;
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const plain = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'pattern' ? portable(String(value)) : withDocs(value, path),
    ]),
  );
  if (typeof properties === 'object' && properties !== null) {
    const inner = Object.entries(properties).map(([key, value]) => [key, documented(value, below(key))]);
    return { ...plain, properties: Object.fromEntries(inner), additionalProperties: false };
  }
  if (typeof additionalProperties !== 'object') return plain;
  return {
    ...plain,
    minProperties: 1,
    propertyNames: nodeNames,
    additionalProperties: documented(additionalProperties, below('*')),
  };
}

function documented(schema: unknown, path: string): Json {
  // A header is the same whether its overlay is alone or beside others.
  const docs = docsOf(path.replace('.sideBySide.', '.'));
  const more = stricterAt(path);
  return { ...docs, ...((more ?? withDocs(schema, path)) as Json) };
}

/** RE2 knows no `\u`, and no `\0`: the characters themselves, or two hexadecimal digits. */
function portable(pattern: string): string {
  return pattern
    .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll('\\0', '\\x00')
    .replaceAll('\\p{Cc}', '\\x00-\\x1f\\x7f-\\x9f')
    .replaceAll('\\d', '[0-9]');
}
