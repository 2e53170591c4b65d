/**
 * JSON Schemas of our own documents. They name what a reader may rely on; a document may have more, and a later version
 * has at least the same.
 */

import * as z from 'zod/mini';
import { pictureFormats } from '../graph/picture.ts';
import { json } from '../render/formats/json.ts';
import { alwaysAsked, optionalFacts } from '../verify/asked.ts';
import type { FilterRequest } from './filter/request.ts';
import { requests } from './filter/requests/index.ts';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };
const list = (items: Json): Json => ({ type: 'array', items });
const mapping = (values: Json): Json => ({ type: 'object', additionalProperties: values });
const shape = (properties: Json, optional: readonly string[] = []): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
});

const line = { type: 'integer', minimum: 1 };
const place = {
  oneOf: [
    shape(
      {
        kind: { type: 'string', const: 'value' },
        path: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
        file: text,
        line,
        column: line,
      },
      ['file', 'line', 'column'],
    ),
    shape({ kind: { type: 'string', const: 'text' }, file: text, line, column: line }),
  ],
};

const fix = shape(
  {
    file: text,
    at: {
      anyOf: [
        shape({ line, column: line, endLine: line, endColumn: line }),
        shape({
          kind: { type: 'string', const: 'value' },
          path: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
          part: { type: 'string', enum: ['key', 'value', 'entry'] },
        }),
      ],
    },
    text,
    safe: flag,
  },
  ['file'],
);

const finding = shape(
  {
    code: { type: 'string', pattern: '^[a-z0-9]+/[a-z0-9.-]+$' },
    severity: { type: 'string', enum: ['error', 'warning', 'info'] },
    message: text,
    at: { $ref: '#/$defs/place' },
    hint: text,
    fix,
    related: list(shape({ at: { $ref: '#/$defs/place' }, message: text })),
    source: text,
  },
  ['hint', 'fix', 'related', 'source'],
);

const findings = list({ $ref: '#/$defs/finding' });
const fileChange = shape({ path: text, change: { type: 'string', enum: ['add', 'remove', 'change'] } });
const noCluster = [
  ...['time', 'releases', 'asked', 'notAsked', 'nodes', 'expected', 'found', 'mirrored', 'proved', 'consistent'],
  ...['verdicts', 'hosts', 'validity'],
];

const placed = { $ref: '#/$defs/place' };
const trace = shape(
  {
    fate: { type: 'string', enum: ['encrypted', 'clear', 'held', 'dropped', 'refused', 'unknown'] },
    arrives: flag,
    hops: list(
      shape(
        {
          host: text,
          release: text,
          steps: list(
            shape(
              {
                action: text,
                by: { type: 'string', enum: ['policy', 'filter', 'way'] },
                text,
                at: placed,
                also: list(placed),
              },
              ['at', 'also'],
            ),
          ),
        },
        ['release'],
      ),
    ),
    missing: text,
  },
  ['missing'],
);
const exchange = shape({ request: trace, answer: trace, answered: flag }, ['answer']);
const direction = shape({
  from: text,
  to: text,
  packet: { type: 'object' },
  first: exchange,
  negotiations: list({ type: 'object' }),
  later: exchange,
});

/** What a document has beside its head, and which of it is absent where the inventory has an error. */
const documents: Readonly<Record<string, { readonly properties: Json; readonly optional?: readonly string[] }>> = {
  check: { properties: { nodes: count, pairs: count, families: count } },
  render: json.schema,
  verify: {
    properties: {
      time: text,
      releases: list(text),
      asked: list({ type: 'string', enum: [...alwaysAsked, ...optionalFacts] }),
      notAsked: list(shape({ host: text, fact: { type: 'string', enum: [...optionalFacts] } })),
      nodes: count,
      expected: count,
      found: count,
      mirrored: count,
      proved: count,
      consistent: { type: 'string', enum: ['yes', 'no', 'unknown'] },
      verdicts: list(
        shape({
          pair: { type: 'array', items: text, minItems: 2, maxItems: 2 },
          family: { type: 'string', enum: ['ipv4', 'ipv6'] },
          verdict: { type: 'string', enum: ['consistent', 'broken', 'one-sided', 'unknown'] },
          reason: text,
          findings: list(count),
        }),
      ),
      hosts: list(text),
      validity: list(
        shape(
          {
            role: { type: 'string', enum: ['host', 'authority'] },
            hosts: list(text),
            nickname: text,
            subject: text,
            notBefore: text,
            notAfter: text,
            fingerprintSha256: text,
          },
          ['nickname'],
        ),
      ),
    },
    optional: noCluster,
  },
  diff: {
    properties: {
      hosts: mapping(shape({ files: list(fileChange), conns: list({ type: 'object' }), obsolete: list(text) })),
    },
  },
  explain: {
    properties: { there: direction, back: direction, assumed: list(text) },
    optional: ['there', 'back', 'assumed'],
  },
  renew: { properties: { renewal: { type: 'object' } }, optional: ['renewal'] },
  rollout: { properties: { plan: { type: 'object' }, next: count }, optional: ['plan', 'next'] },
  status: {
    properties: {
      stages: list(
        shape({
          number: count,
          kind: text,
          done: { type: 'string', enum: ['yes', 'partly', 'no', 'unknown'] },
          seen: list({ type: 'object' }),
        }),
      ),
      next: count,
    },
    optional: ['stages', 'next'],
  },
  mtu: {
    properties: {
      linkMtu: count,
      tunnelMtu: count,
      floorMtu: count,
      overlayMtu: count,
      parts: list(shape({ name: text, bytes: count })),
      classes: list({ type: 'object' }),
      hosts: { type: 'object' },
      cluster: { type: 'object' },
    },
    optional: ['linkMtu', 'tunnelMtu', 'floorMtu', 'overlayMtu', 'parts', 'classes', 'hosts', 'cluster'],
  },
  advise: {
    properties: {
      advice: list(
        shape({ topic: text, of: text, value: { type: 'number' }, unit: text, text, formula: text, source: text }),
      ),
    },
  },
  cert: { properties: { certificates: list(shape({ file: text, findings })) } },
  authority: {
    properties: {
      files: list(
        shape({ path: text, what: text, host: text, serialHex: text, notAfter: text }, [
          'host',
          'serialHex',
          'notAfter',
        ]),
      ),
    },
  },
  expiry: {
    properties: {
      withinSeconds: { anyOf: [count, { type: 'null' }] },
      certificates: list(
        shape({
          owner: text,
          role: { type: 'string', enum: ['host', 'authority'] },
          subject: text,
          serialHex: text,
          notBefore: text,
          notAfter: text,
          until: text,
          secondsLeft: { type: 'integer' },
          state: { type: 'string', enum: ['valid', 'ends-soon', 'expired', 'not-yet-valid'] },
        }),
      ),
    },
  },
  graph: { properties: { format: { type: 'string', enum: pictureFormats }, picture: text }, optional: ['picture'] },
  conf: { properties: {} },
  p12: { properties: { file: text, written: flag, nickname: { anyOf: [text, { type: 'null' }] } } },
  import: {
    properties: {
      hosts: count,
      inventory: { type: 'object' },
      written: flag,
      changes: list(shape({ path: list({ anyOf: [text, count] }), to: {} })),
    },
    optional: ['inventory', 'written', 'changes'],
  },
  init: { properties: { file: text, written: flag, hosts: count } },
  'explain-code': {
    properties: { codes: list(shape({ code: text, severity: text, title: text, text, source: text }, ['source'])) },
  },
  'explain-log': {
    properties: {
      lines: count,
      causes: list(
        shape(
          {
            ...{
              id: text,
              severity: text,
              line,
              last: line,
              times: count,
              text,
              cause: text,
              change: text,
              side: text,
            },
            ...{ keywords: list(text), source: text, conn: text, peer: text, upAt: line, at: { type: 'object' } },
          },
          ['conn', 'peer', 'upAt', 'at'],
        ),
      ),
    },
  },
  filter: {
    properties: {
      line,
      id: { anyOf: [text, { type: 'integer' }] },
      request: { type: 'string', enum: requests.map(({ name }) => name) },
      answer: { type: 'object' },
      error: shape({ message: text }),
    },
    optional: ['id', 'request', 'answer', 'error'],
  },
  failure: { properties: { error: shape({ message: text }) } },
};

/** The words that `swanmesh schema --of` takes. */
export const outputNames: readonly string[] = Object.keys(documents);

/** The JSON Schema of the document that a command gives with `--json`; `failure` is that of wrong usage. */
export function outputSchema(name: string): Json {
  const { properties, optional } = documents[name] ?? { properties: {} };
  const head = { version: { type: 'integer', const: 1 }, ok: flag, errors: count, warnings: count, notes: count };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:swanmesh:${name}:1`,
    title: `swanmesh ${name} --json`,
    ...shape({ ...head, ...properties, findings }, optional),
    $defs: { place, finding, ...(name === 'filter' ? { request: requestSchema() } : {}) },
  };
}

/** A line for `swanmesh filter`. */
function requestSchema(): Json {
  return { oneOf: requests.map(oneRequest) };
}

function oneRequest({ name, about, schema }: FilterRequest): Json {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  const head = { id: { anyOf: [text, { type: 'integer' }] }, request: { type: 'string', const: name } };
  return {
    description: about,
    type: 'object',
    properties: { ...head, ...properties },
    required: ['request', ...required],
    additionalProperties: false,
  };
}
