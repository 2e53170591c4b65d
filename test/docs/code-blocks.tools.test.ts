// Every block of code in README and docs is run here, or read by the reader that it is for; what cannot be says why behind its
// fence, and those are few. Samples of the README are of test/package/readme.test.ts.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { draftInventory } from '../../src/inventory/read.ts';
import { explainConf } from '../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { parseConf } from '../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { exampleFile, exampleInventory, withoutExampleKeys } from '../support/example.ts';
import { runSample } from '../support/library-samples.ts';
import { type Block, blocksOfDocs } from './blocks.ts';
import { isShown, sessionSteps } from './session.ts';
import { newWorkplace, removeTemplate } from './workplace.ts';

afterAll(removeTemplate);

const blocks = blocksOfDocs();
/** Pictures and what programs print. */
const isCode = ({ language }: Block): boolean => language !== 'text' && language !== '';
const code = blocks.filter(isCode);
const skipped = code.filter(({ norun }) => norun !== undefined);
const run = (language: string): readonly (readonly [string, Block])[] =>
  code.filter((block) => block.language === language && block.norun === undefined).map((block) => [block.where, block]);

test('at most one block in ten is not run, and each says why', () => {
  console.log(`code blocks of the documentation: ${code.length}, not run: ${skipped.length}`);
  for (const { where, norun } of skipped) console.log(`  ${where}: ${norun}`);
  expect(skipped.length).toBeLessThanOrEqual(code.length / 10);
  const languages = new Set(['sh', 'console', 'yaml', 'conf', 'json', 'ini', 'toml', 'ts']);
  expect(code.filter(({ language, norun }) => norun === undefined && !languages.has(language))).toEqual([]);
});

/** The pages of the guide are followed in their order; what is run on hosts there, `npm run test:real` does. */
const isGuide = ({ file }: Block): boolean => file.startsWith('docs/guide/');

test('the guide leads from an empty folder to files that are verified, renewed and diminished', () => {
  const play = newWorkplace('empty');
  for (const { where, text, onHosts } of run('sh')
    .map(([, block]) => block)
    .filter(isGuide)) {
    if (onHosts) continue;
    const { status, stdout, stderr } = play(text);
    expect(status, `${where}: ${stdout}\n${stderr}`).toBe(0);
  }
});

describe('commands', () => {
  test.each(run('sh').filter(([, block]) => !isGuide(block)))('%s', (_, { text }) => {
    const { status, stdout, stderr } = newWorkplace()(text);
    expect(status, `${stdout}\n${stderr}`).toBe(0);
  });
});

describe('sessions', () => {
  test.each(run('console'))('%s', (_, { text }) => {
    const play = newWorkplace();
    for (const { command, output } of sessionSteps(text)) {
      const printed = withoutExampleKeys(play(`{ ${command}\n} 2>&1`).stdout);
      if (output.length > 0 && !isShown(printed, output)) expect(printed).toBe(output.join('\n'));
    }
  });
});

const { properties } = JSON.parse(readFileSync('docs/inventory.schema.json', 'utf8')) as { properties: object };

describe('samples of the library', () => {
  const prelude = `
    import { readCluster as readIt } from 'swanmesh';
    const example = await readIt(inventory, { now: new Date('2026-11-28') });
    if (example.kind === 'failed') throw new Error('the example has errors');
    const cluster = example.value;
    const { mesh } = cluster;
    const [node] = mesh.nodes;
    const bytes = new TextEncoder().encode('conn office\\n\\tleft=10.0.0.1\\n\\tright=10.0.0.2\\n');`;
  const given = {
    inventory: exampleInventory,
    pem: exampleFile('pki/node-1.crt'),
    text: '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n',
  };

  // Those of the README are looked at more closely by its own test.
  test.each(run('ts').filter(([where]) => !where.startsWith('README')))('%s', async (_, { text }) => {
    await runSample(text, given, prelude);
  });
});

describe('inventories, whole or in part, and the YAML of others', () => {
  test.each(run('yaml'))('%s', (_, { section, text }) => {
    const value: unknown = parse(text, { merge: true });
    if (typeof value !== 'object' || value === null || !Object.keys(value).some((key) => key in properties)) return;
    const faults = draftInventory(value).findings.filter(({ code }) => /unknown-key|inventory\/value/.test(code));
    // What shows a fault is in the section of that fault.
    expect(faults.filter(({ code }) => code !== section).map(({ message }) => message)).toEqual([]);
  });
});

describe('configurations', () => {
  test.each(run('conf'))('%s', (_, { section, text }) => {
    // Lines without a section are a conn's.
    const whole = /^(?:conn|config) /m.test(text) ? text : `conn part\n${text.replace(/^\s*/gm, '\t')}`;
    const { value, findings } = parseConf(whole, '4.10');
    const unknown = explainConf(value, '4.10').findings.filter(({ code }) => code === 'libreswan/unknown-keyword');
    const faults = [...findings, ...unknown].map(({ message }) => message);
    // The section of the finding that a whole file is lost shows a keyword that loses it.
    expect(faults).toHaveLength(section === 'verify/configuration-lost' ? 1 : 0);
  });
});

describe('documents', () => {
  test.each(run('json'))('%s', (_, { text }) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test.each([...run('ini'), ...run('toml')])('%s', (_, { text }) => {
    for (const line of text.split('\n')) expect(line).toMatch(/^(?:\[[\w.-]+\]|\w+ ?= ?\S.*|)$/);
  });
});
