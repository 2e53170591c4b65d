import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { answerLine } from '../../../src/cli/filter/answer-line.ts';
import { requests } from '../../../src/cli/filter/requests/index.ts';
import { newWorlds } from '../../../src/cli/filter/world.ts';
import { outputSchema } from '../../../src/cli/output-schemas.ts';
import { forgetTaint, taintedMeanwhile } from '../../../src/cli/secrecy/taint.ts';
import { now } from '../../support/cluster.ts';
import { swanmesh } from '../../support/command-line.ts';
import { pieceIn, piecesOf } from '../../support/pieces.ts';

const example = 'docs/examples/openshift';
const pem = (path: string): string => readFileSync(`${example}/${path}`, 'latin1');
const inventory = parse(pem('cluster.yaml'));
inventory.authority = pem(inventory.authority);
for (const node of Object.values<Record<string, string>>(inventory.nodes)) {
  node.certificate = pem(node.certificate as string);
  delete node.key;
}
const host = 'node-1.example.com';

const ajv = new Ajv2020({ strict: true, allErrors: true });
const schema = outputSchema('filter');
const isAnswer = ajv.compile(schema);
const isRequest = ajv.compile((schema.$defs as Record<string, object>).request as object);

interface Answer {
  readonly ok: boolean;
  readonly line: number;
  readonly id?: unknown;
  readonly request?: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  readonly answer?: any;
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly at: { readonly path?: readonly unknown[] };
  }[];
}

const worldAt = newWorlds(undefined);

/** The answer to a line, which is one line, and as the schema says. */
async function answerTo(line: string | Uint8Array | undefined, number = 1): Promise<Answer> {
  const bytes = typeof line === 'string' ? Buffer.from(line) : line;
  const text = await taintedMeanwhile(() => answerLine(bytes, number, worldAt(now), { strict: false }));
  expect(text.endsWith('\n')).toBe(true);
  expect(text.slice(0, -1)).not.toMatch(/[\n\r\p{Cc}\p{Cf}\u2028\u2029]/u);
  const answer: unknown = JSON.parse(text);
  expect(isAnswer(answer), JSON.stringify(isAnswer.errors)).toBe(true);
  return answer as Answer;
}

const ask = (request: unknown): Promise<Answer> => answerTo(JSON.stringify(request));

beforeEach(forgetTaint);

test('whatever a line is, there is one answer, on one line', async () => {
  const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)));
  const nearly = fc
    .record(
      {
        id: fc.jsonValue(),
        request: fc.oneof(fc.string(), fc.constantFrom(...requests.map(({ name }) => name))),
        inventory: fc.jsonValue(),
        host: fc.jsonValue(),
        text: fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
        libreswan: fc.constantFrom('4.10', '4.3..5.2', 410, '9'),
        certificates: fc.string(),
        linkMtu: fc.oneof(fc.integer(), fc.double()),
        overlay: fc.string(),
        key: fc.string({ minLength: 20 }),
      },
      { requiredKeys: [] },
    )
    .map((value) => Buffer.from(JSON.stringify(value)));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), json, nearly), fc.integer({ min: 1 }), async (line, number) => {
      const answer = await answerTo(line, number);
      expect(answer.line).toBe(number);
      expect(answer).not.toHaveProperty('error');
    }),
    { numRuns: 300 },
  );
});

test('text and whole numbers are echoed as id, with and without an answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger()), async (id) => {
      for (const request of [{ request: 'mtu' }, { request: 'none' }, {}]) {
        expect((await ask({ ...request, id })).id).toBe(id);
      }
    }),
    { numRuns: 50 },
  );
});

describe('a request', () => {
  const rows: readonly (readonly [string, unknown, readonly (readonly unknown[])[]])[] = [
    ['without a word', {}, [['request']]],
    ['with a word that is none', { request: 'rendr' }, [['request']]],
    ['with an id that cannot be echoed', { request: 'mtu', id: [1] }, [['id']]],
    ['with an id that a double cannot hold', { request: 'mtu', id: 2 ** 53 }, [['id']]],
    ['about no inventory', { request: 'check' }, [['inventory']]],
    ['without what it needs', { request: 'conf' }, [['text'], ['libreswan']]],
    ['with members that it does not have', { request: 'mtu', linkMTU: 1, wnt: 1 }, [['linkMTU'], ['wnt']]],
    ['with two faults', { request: 'mtu', linkMtu: '1500', type: 'tunel' }, [['linkMtu'], ['type']]],
    ['of a range where one release reads', { request: 'conf', text: '', libreswan: '4.3..5.2' }, [[]]],
    ['about a secrets file', { request: 'conf', text: ': PSK "x"', libreswan: '4.10' }, [[]]],
    ['about overlays that are none', { request: 'mtu', overlay: 'vlan' }, [[]]],
    ['for a host that is none', { request: 'render', inventory, host: 'x' }, [['host']]],
    ['between hosts that are none', { request: 'explain', inventory, from: 'x', to: 'y' }, [['from'], ['to']]],
  ];
  test.each(rows)('%s is answered with a finding for each fault', async (_, request, paths) => {
    const { ok, findings, ...rest } = await ask(request);
    const own = findings.filter(({ code }) => code === 'filter/request');
    expect(ok).toBe(false);
    expect(rest).not.toHaveProperty('answer');
    expect(own.map(({ at }) => at.path)).toEqual(paths);
  });

  test.each([
    ['that is empty', ''],
    ['that is no JSON', 'check cluster.yaml'],
    ['that is a list', '[1]'],
    ['that is not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['that is too long', undefined],
  ])('%s is a line that is answered', async (_, line) => {
    expect(await answerTo(line, 7)).toMatchObject({
      line: 7,
      findings: [{ code: 'filter/syntax', at: { file: '<stdin>', line: 7, column: 1 } }],
    });
  });

  test('of each kind is as the schema says, and one with a member more is not', async () => {
    const good: readonly Record<string, unknown>[] = [
      { request: 'check', inventory },
      { request: 'render', inventory, host },
      { request: 'shared', inventory },
      { request: 'conf', text: 'conn a\n', libreswan: '4.10' },
      { request: 'cert', certificates: pem('pki/node-1.crt'), issuer: pem('pki/ca.crt') },
      { request: 'mtu', esp: 'aes256-sha2_256', overlay: 'vxlan' },
      { request: 'cluster-mtu', inventory },
      { request: 'explain', inventory, from: host, to: '172.16.0.22', protocol: 6, port: 443 },
    ];
    expect(good.map(({ request }) => request)).toEqual(requests.map(({ name }) => name));
    for (const request of good) {
      expect(isRequest(request), JSON.stringify(isRequest.errors)).toBe(true);
      expect(isRequest({ ...request, more: 1 })).toBe(false);
      const answer = await ask({ ...request, id: 1 });
      expect(answer, String(request.request)).toMatchObject({ ok: true, id: 1, request: request.request });
      expect(answer.answer).toBeDefined();
    }
  });
});

describe('the answer is that of the command', () => {
  const documentOf = async (...words: string[]) =>
    JSON.parse((await swanmesh(...words, '--json', '--now', now.toISOString())).stdout);
  const withoutPlaces = (findings: Answer['findings']): unknown => findings.map(({ code, message }) => [code, message]);

  test('check', async () => {
    const { answer, findings } = await ask({ request: 'check', inventory });
    const document = await documentOf('check', `${example}/cluster.yaml`, '--expiry-warning', '0');
    expect(answer).toEqual({ nodes: document.nodes, pairs: document.pairs, families: document.families });
    // The file names keys too, which are everybody's.
    expect(withoutPlaces(document.findings)).toEqual(expect.arrayContaining(withoutPlaces(findings) as unknown[]));
  });

  test('render and shared', async () => {
    const document = await documentOf('render', `${example}/cluster.yaml`, '--host', host);
    const { answer } = await ask({ request: 'render', inventory, host });
    expect(answer).toEqual({ host, files: document.hosts[host].files });
    expect((await ask({ request: 'shared', inventory })).answer).toEqual(document.shared);
  });

  test('mtu, cluster-mtu, cert and explain', async () => {
    const words = { esp: 'aes_gcm256', linkMtu: 9000, overlay: 'geneve:8' };
    const mtu = await documentOf('mtu', '--esp', words.esp, '--link-mtu', '9000', '--overlay', words.overlay);
    expect(mtu).toMatchObject((await ask({ request: 'mtu', ...words })).answer);
    expect(await documentOf('mtu', `${example}/cluster.yaml`)).toMatchObject(
      (await ask({ request: 'cluster-mtu', inventory })).answer,
    );
    const [own] = (await ask({ request: 'cert', certificates: pem('pki/node-1.crt') })).answer.certificates;
    const [row] = (await documentOf('cert', `${example}/pki/node-1.crt`)).certificates;
    expect({ ...own, file: row.file, findings: row.findings }).toEqual(row);
    const { there } = (await ask({ request: 'explain', inventory, from: host, to: '172.16.0.22' })).answer;
    const explained = await documentOf('explain', `${example}/cluster.yaml`, host, '172.16.0.22');
    expect(there).toEqual(explained.there);
  });
});

describe('nothing secret', () => {
  const digits = '5f3e9a71c04b8d26e1f7039ab5c4d8826f1e0b9d7a3c5e48f2b6019d4c7a8e35';
  const psk = {
    ...inventory,
    auth: 'psk',
    psk: { master: `0x${digits}` },
    nodes: Object.fromEntries(Object.keys(inventory.nodes).map((name, i) => [name, { address: `10.0.0.${i + 1}` }])),
  };
  delete psk.authority;

  test('is in the files of a host unless it is asked for', async () => {
    const closed = await ask({ request: 'render', inventory: psk, host });
    const secret = (answer: Answer) => answer.answer.files.find((file: { secret: boolean }) => file.secret);
    expect(secret(closed).content).toBeNull();
    const open = await ask({ request: 'render', inventory: psk, host, withSecrets: true });
    expect(secret(open).content).toMatch(/ : PSK 0x[0-9a-f]{64}\n/);
  });

  const base64 = (file: string): string =>
    file
      .split('\n')
      .filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line))
      .join('');

  test('is in what is said of a request, wherever it was put', async () => {
    const key = pem('pki/node-2.key');
    const pieces = new Set([...piecesOf(digits), ...piecesOf(base64(key))]);
    const strayed = [
      ...[key, digits, `0x${digits}`].flatMap((secret) => [
        { request: secret },
        { request: 'mtu', esp: secret, libreswan: '4.10' },
        { request: 'mtu', [secret]: 1 },
        { request: 'conf', text: secret, libreswan: '4.10' },
        { request: 'cert', certificates: secret },
        { request: 'check', inventory: { ...psk, psk: { mastr: secret } } },
        { request: 'check', inventory: { ...inventory, [secret]: secret, name: secret } },
        { request: 'render', inventory: { ...psk, psk: secret }, host: secret },
      ]),
    ];
    for (const request of strayed) {
      const line = Buffer.from(JSON.stringify(request));
      const text = await taintedMeanwhile(() => answerLine(line, 1, worldAt(now), { strict: false }));
      expect(pieceIn(text, pieces), JSON.stringify(request).slice(0, 80)).toBeUndefined();
    }
  });

  test('of one request is hidden in another: what looks alike there is shown', async () => {
    await ask({ request: 'check', inventory: { ...inventory, psk: { master: 'a-plain-name-of-a-host' } } });
    const { findings } = await ask({ request: 'check', inventory: { 'a-plain-name-of-a-host': 1 } });
    expect(findings.map(({ message }) => message).join()).toContain('a-plain-name-of-a-host');
  });
});
