import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { inventoryJsonSchema } from '../../src/inventory/json-schema.ts';
import { keyDocs } from '../../src/inventory/key-docs.ts';
import { readInventory } from '../../src/inventory/read.ts';
import { addressPattern, prefixPattern, releasePattern } from '../../src/inventory/schema-patterns.ts';
import { readReleaseRange } from '../../src/libreswan/release.ts';
import { familyOf, maskedPrefix, readAddress } from '../../src/net/address.ts';
import { arbitraryInventory } from '../arbitraries/inventory.ts';
import { testInventory } from '../support/cluster.ts';
import { describeWithTools } from '../support/real-tool.ts';

type Json = Readonly<Record<string, unknown>>;

const schema = inventoryJsonSchema();
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

/** Every schema of a property, with its path; `*` for the values of a record. */
function* propertiesOf(part: unknown, path = ''): Generator<readonly [string, Json]> {
  if (typeof part !== 'object' || part === null) return;
  if (Array.isArray(part)) {
    for (const each of part) yield* propertiesOf(each, path);
    return;
  }
  const { properties, additionalProperties, allOf: _, ...rest } = part as Json;
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const [key, inner] of Object.entries(properties ?? {})) {
    yield [below(key), inner as Json];
    yield* propertiesOf(inner, below(key));
  }
  if (path === 'nodes' && typeof additionalProperties === 'object') {
    yield [below('*'), additionalProperties as Json];
    yield* propertiesOf(additionalProperties, below('*'));
  }
  yield* propertiesOf([rest.anyOf, rest.items], path);
}

function* partsOf(part: unknown): Generator<Json> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield part as Json;
  for (const inner of Object.values(part)) yield* partsOf(inner);
}

describe('the JSON Schema of the inventory', () => {
  const { allOf: _, ...shape } = schema;
  const properties = new Map(propertiesOf(shape));

  test('has title, description and an example for every key, and documents no key that is not there', () => {
    expect(
      [
        ...new Set(
          [...properties.keys()].map((path) => path.replace('.sideBySide.', '.').replace(/^defaults\./, 'nodes.*.')),
        ),
      ].sort(),
    ).toEqual(Object.keys(keyDocs).sort());
    for (const [path, property] of properties) {
      expect.soft(property, path).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect.soft(property.examples, path).toEqual(expect.arrayContaining([expect.anything()]));
    }
  });

  test('is the one of docs/inventory.schema.json, which the examples name (npm run schema writes it)', () => {
    expect(JSON.parse(readFileSync('docs/inventory.schema.json', 'utf8'))).toEqual(schema);
  });

  test('has the default that the reader takes', () => {
    const { profile: _, ...inventory } = testInventory();
    const read = readInventory(inventory);
    if (read.kind === 'failed') throw new Error('the test cluster is valid');
    const { name, mode, auth, ipsec, firewall, links, nodes } = read.value;
    expect(keyDocs.name?.default).toBe(name);
    expect(keyDocs.mode?.default).toBe(mode);
    expect(keyDocs.auth?.default).toBe(auth);
    expect(keyDocs.links?.default).toBe(links);
    expect(keyDocs['ipsec.liveness']?.default).toBe(`${ipsec.liveness}s`);
    for (const key of ['type', 'start', 'layout'] as const) expect(keyDocs[`ipsec.${key}`]?.default).toBe(ipsec[key]);
    for (const key of ['chain', 'requireEsp', 'mssClamp', 'onlyPeers'] as const)
      expect(keyDocs[`firewall.${key}`]?.default).toEqual(firewall[key]);
    expect(keyDocs['nodes.*.platform']?.default).toBe(nodes[0]?.platform);
  });

  test('accepts its own examples and defaults', () => {
    const ajv = new Ajv2020({ strict: true });
    for (const [path, property] of properties) {
      const accepts = ajv.compile(property);
      const values = [...(property.examples as unknown[]), ...('default' in property ? [property.default] : [])];
      for (const value of values) expect.soft(accepts(value), `${path}: ${JSON.stringify(value)}`).toBe(true);
    }
  });

  test('is closed: no mapping takes a key that it does not name', () => {
    for (const part of partsOf(shape)) {
      if (part.type !== 'object' || part.additionalProperties !== undefined) continue;
      expect(part).toBeUndefined();
    }
  });

  test('has only patterns that RE2 (Go) and ECMAScript compile', () => {
    const patterns = [...partsOf(schema)].flatMap(({ pattern }) => (typeof pattern === 'string' ? [pattern] : []));
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) {
      RE2JS.compile(pattern);
      new RegExp(pattern, 'u');
    }
  });

  test('accepts every inventory that the reader accepts', () => {
    fc.assert(
      fc.property(arbitraryInventory({ maxNodes: 3 }), (inventory) => {
        expect(validate(inventory)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test.each(readdirSync('docs/examples/openshift').filter((name) => name.endsWith('.yaml')))('accepts %s', (name) => {
    expect(validate(parse(readFileSync(join('docs/examples/openshift', name), 'utf8')))).toBe(true);
  });
});

/** What is wrong, where, and what is written there; `undefined` for nothing. */
const faults: readonly (readonly [string, string, unknown])[] = [
  ['a misspelt key at the top', 'netwrok', {}],
  ['a misspelt key of the network', 'network', { interfce: 'eth0' }],
  ['a misspelt key of a node', 'nodes.a.certficate', 'x'],
  ['no version', 'version', undefined],
  ['another version', 'version', 2],
  ['no authority', 'authority', undefined],
  ['no certificate', 'nodes.a.certificate', undefined],
  ['no address', 'nodes.a.address', undefined],
  ['no release anywhere', 'libreswan', undefined],
  ['a release that is a number', 'libreswan', 4.1],
  ['a release that is dots', 'libreswan', '...'],
  ['an address that is none', 'nodes.a.address', '10.20.0.300'],
  ['an address with a prefix length', 'nodes.a.address', ['10.20.0.1/24']],
  ['two addresses of one family', 'nodes.a.address', ['10.0.0.1', '10.0.0.2']],
  ['no address in the list', 'nodes.a.address', []],
  ['an MTU that no link has', 'network', { linkMtu: 70000 }],
  ['a mode that is none', 'mode', 'oportunistic'],
  ['auth: psk without a master', 'auth', 'psk'],
  ['a prefix that is none', 'management', ['10.0.0.0/33']],
  ['a target that is none', 'groups', { private: ['10.0.0.0/16 6'] }],
  ['a link of three', 'links', [['a', 'b', 'c']]],
  ['a chain with a space', 'firewall', { chain: 'my chain' }],
  ['a back end that is none', 'firewall', { backends: ['pf'] }],
  ['a path that is not absolute', 'onHost', { key: 'a.key' }],
  ['a node name with two dots', 'nodes', { 'a..b': { address: '10.0.0.1', certificate: 'x' } }],
  ['no node', 'nodes', {}],
];

/** The test cluster with its first node called `a`, and one part written otherwise. */
function changed(path: string, value: unknown): Json {
  const inventory = testInventory();
  const [first, ...others] = Object.entries(inventory.nodes);
  const all: Record<string, unknown> = { ...inventory, nodes: Object.fromEntries([['a', first?.[1]], ...others]) };
  const steps = path.split('.');
  const last = String(steps.pop());
  const part = steps.reduce((inner, step) => inner[step] as Record<string, unknown>, all);
  if (value === undefined) delete part[last];
  else part[last] = value;
  return all;
}

describe('the schema finds what the reader finds:', () => {
  test.each(faults)('%s', (_, path, value) => {
    const inventory = changed(path, value);
    expect(validate(inventory)).toBe(false);
    expect(readInventory(inventory).kind).toBe('failed');
  });

  test.each([{ leftid: 'x' }, { auto: 'start' }])('the option %j, which is not for this place', (options) => {
    expect(validate(changed('ipsec', { options }))).toBe(false);
    expect(validate(changed('ipsec', { options: { salifetime: '8h' } }))).toBe(true);
  });

  test('groups in opportunistic mode, which then takes no pre-shared keys and no transport mode', () => {
    const inventory = { ...testInventory(), mode: 'opportunistic' };
    expect(validate(inventory)).toBe(false);
    const groups = { private: ['10.0.0.0/16', 'fd00::/64', '10.0.0.0/16 6 0 443'] };
    expect(validate({ ...inventory, groups })).toBe(true);
    expect(validate({ ...inventory, groups, ipsec: { type: 'transport' } })).toBe(false);
    expect(validate({ ...inventory, groups, auth: 'psk', psk: { master: 'x' } })).toBe(false);
  });
});

describe('the patterns are the readers', () => {
  const v6 = fc.ipV6().filter((text) => !text.includes('.'));
  const near = fc.oneof(
    fc.ipV4(),
    v6,
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefF:./'), maxLength: 20 }),
    fc
      .tuple(fc.oneof(fc.ipV4(), v6), fc.integer({ min: 0, max: 130 }))
      .map(([address, length]) => `${address}/${length}`),
    v6.map((text) => text.replace(/:[^:]*:/, '::')),
  );

  test('of addresses, but for IPv6 with an IPv4 tail, and IPv4 in IPv6', () => {
    const patterns = { ipv4: new RegExp(addressPattern.ipv4), ipv6: new RegExp(addressPattern.ipv6) };
    fc.assert(
      fc.property(near, (text) => {
        const address = readAddress(text);
        const isMapped = /^(0*:){0,6}:?ffff:/i.test(text);
        fc.pre(!isMapped && !(text.includes(':') && text.includes('.')));
        const family = address === undefined ? undefined : familyOf(address);
        expect([patterns.ipv4.test(text), patterns.ipv6.test(text)]).toEqual([family === 'ipv4', family === 'ipv6']);
      }),
      { numRuns: 2000 },
    );
  });

  test('of prefixes', () => {
    const pattern = new RegExp(prefixPattern);
    fc.assert(
      fc.property(near, (text) => {
        fc.pre(!(text.includes(':') && text.includes('.')) && !/^(0*:){0,6}:?ffff:/i.test(text));
        expect(pattern.test(text)).toBe(maskedPrefix(text) !== undefined || readAddress(text) !== undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test('of releases', () => {
    const pattern = new RegExp(releasePattern);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '..', '4', '5', '10'), maxLength: 7 }), (text) => {
        const codes = readReleaseRange(text, valueAt()).findings.map(({ code }) => code);
        const isOrdered = !codes.includes('libreswan/bad-release');
        if (isOrdered) expect(pattern.test(text)).toBe(true);
        if (!pattern.test(text)) expect(isOrdered).toBe(false);
      }),
    );
  });
});

describeWithTools(['python3'], "Python's jsonschema", () => {
  test('takes the schema, and says of every example and every fault what Ajv says', () => {
    const broken = faults.map(([, path, value]) => changed(path, value));
    const documents = [...broken, testInventory(), parse(readFileSync('docs/examples/openshift/cluster.yaml', 'utf8'))];
    const program = [
      'import json, sys',
      'from jsonschema import Draft202012Validator as V',
      'schema, documents = json.load(sys.stdin)',
      'V.check_schema(schema)',
      'print(json.dumps([V(schema).is_valid(document) for document in documents]))',
    ].join('\n');
    const { stdout, stderr } = spawnSync('python3', ['-W', 'ignore', '-c', program], {
      input: JSON.stringify([schema, documents]),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(documents.map((document) => validate(document)));
  });
});
