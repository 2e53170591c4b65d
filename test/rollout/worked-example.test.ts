import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readClusterFile } from '../../src/cli/cluster-file.ts';
import { planMermaid } from '../../src/cli/rollout/mermaid.ts';
import { backText, planText, worstText } from '../../src/cli/rollout/text.ts';
import { signaturesOf } from '../../src/cli/signatures.ts';
import { paintFor } from '../../src/cli/terminal.ts';
import { planRollout } from '../../src/plan-rollout.ts';
import type { RolloutPlan, Stage } from '../../src/rollout/plan.ts';

const plain = paintFor(process.stdout, 'never');
const now = new Date('2026-11-22T00:00:00Z');
const page = readFileSync('docs/rollout.md', 'utf8');

async function planOf(file: string): Promise<RolloutPlan> {
  const { cluster } = await readClusterFile(`docs/examples/openshift/${file}`, now, {
    given: () => undefined,
    ask: async () => undefined,
  });
  if (cluster === undefined) throw new Error(`${file} has an error`);
  return planRollout(cluster, [], { now, signatures: await signaturesOf(cluster) });
}

/** The fenced blocks of the page. */
const blocks = [...page.matchAll(/^```text\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);

/** How the hosts are drawn in a stage: of one that brings pairs up a row for each host that does. */
function pictures({ kind, inClear, batches }: Stage, hosts: readonly string[]): readonly string[] {
  const row = (mark: (gap: number) => string): string =>
    hosts.map((host, i) => (i === 0 ? host : `${mark(i - 1)} ${host}`)).join(' ');
  if (kind === 'up') return batches.map((_, done) => row((gap) => (gap < done ? '==' : gap === done ? '=>' : '--')));
  return [row(() => (inClear === 0 ? '==' : '--'))];
}

describe('docs/rollout.md', () => {
  test('shows what the command says of the example, stage by stage, and draws what is encrypted', async () => {
    const plan = await planOf('cluster.yaml');
    const [head = '', ...screens] = planText(plan, plain).split(/^=+\n/m);
    expect(head.split('\n')[0]).toBe(blocks[0]?.trim());
    const shown = blocks.filter((block) => block.startsWith('stage '));
    expect(shown.length).toBe(plan.stages.length);
    for (const [i, block] of shown.entries()) {
      const lines = block.trimEnd().split('\n');
      const drawn = lines.filter((line) => /^ {2}m1 /.test(line)).map((line) => line.trim());
      expect(drawn).toEqual(pictures(plan.stages[i] as Stage, ['m1', 'm2', 'n1', 'n2', 'n3']));
      // In the order of the page, what is left out apart.
      const told = lines.filter((line) => !/^ {2}(?:m1 |…)/.test(line));
      const said = (screens[i] ?? '').split('\n');
      let from = 0;
      for (const line of told) {
        const at = said.indexOf(line, from);
        expect(at, `${line}, after line ${from} of the stage`).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
    }
  });

  test('shows what it says where no order cuts nobody', async () => {
    expect(String(worstText(await planOf('opportunistic.yaml')))).toBe(blocks.at(-1)?.trim());
  });
});

describe('a plan as text', () => {
  test('has a screen a stage, each host with its commands, and what to see', async () => {
    const plan = await planOf('cluster.yaml');
    const screens = planText(plan, plain).split(/^=+$/m).slice(1);
    expect(screens.length).toBe(plan.stages.length);
    for (const screen of screens) {
      expect(screen).toMatch(/why here: .*\n.*(cuts nobody|hand-over|negotiation|cut)/s);
      expect(screen).toMatch(/on master-1\.example\.com\n\s+\S/);
      expect(screen).toMatch(/before going on\n\s+\S/);
    }
  });

  test('goes back the other way', async () => {
    const plan = await planOf('cluster.yaml');
    const undone = [...backText(plan, 6, plain).matchAll(/undo stage (\d)/g)].map(([, number]) => Number(number));
    expect(undone).toEqual([6, 4, 3]);
  });

  test('as a sequence for Mermaid names each host, and nothing that Mermaid takes for its own', async () => {
    const drawn = planMermaid(await planOf('cluster.yaml'));
    expect(drawn).toMatch(/^sequenceDiagram\n {2}participant h1 as master-1\.example\.com\n/);
    expect(drawn).toContain('h1->>h2: up');
    expect(drawn).not.toMatch(/[#;]/);
  });
});
