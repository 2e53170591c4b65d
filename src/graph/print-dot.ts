/** A graph in the language of Graphviz. */
import type { Tone } from './drawing/drawing.ts';
import { pictureText } from './drawing/picture-text.ts';
import type { Graph, GraphNode } from './graph.ts';

/** Told apart by form as well as by colour. */
const nodeStyles: Readonly<Record<Tone, string>> = {
  good: 'shape=box, fillcolor="#dcebf8"',
  bad: 'shape=octagon, fillcolor="#ffdcd1"',
  half: 'shape=house, fillcolor="#ffecc2"',
  open: 'shape=ellipse, fillcolor="#e9e2f7"',
  plain: 'shape=box, fillcolor="#eef1f4"',
  faint: 'shape=plaintext, fillcolor="#f7f8fa"',
};

const edgeStyles: Readonly<Record<Tone, string>> = {
  good: 'color="#0b4f8a"',
  bad: 'color="#9c2007", style=bold',
  half: 'color="#6d4a00", style=dashed',
  open: 'color="#57379c", style=dotted',
  plain: 'color="#1b2026"',
  faint: 'color="#505a66"',
};

/**
 * Prints a graph for `dot`, `circo` and the like.
 *
 * @see https://graphviz.org/doc/info/lang.html
 */
export function printDot({ title, directed, direction, nodes, edges, clusters }: Graph): string {
  const arrow = directed ? '->' : '--';
  const node = (each: GraphNode): string => `${each.id} [label=${labelOf(each.lines)}, ${nodeStyles[each.tone]}];`;
  const rows = [
    `${directed ? 'digraph' : 'graph'} ${quoted(title)} {`,
    `  label=${quoted(title)}; labelloc=t; rankdir=${direction}; fontname="sans-serif";`,
    '  node [fontname="sans-serif", fontsize=11, style=filled]; edge [fontname="sans-serif", fontsize=10];',
    ...clusters.flatMap(({ id, label }) => [
      `  subgraph cluster_${id} {`,
      `    label=${quoted(label)};`,
      ...nodes.filter(({ cluster }) => cluster === id).map((each) => `    ${node(each)}`),
      '  }',
    ]),
    ...nodes.filter(({ cluster }) => cluster === undefined).map((each) => `  ${node(each)}`),
    ...edges.map(({ from, to, label, tone }) => {
      const text = label === undefined ? '' : `label=${quoted(label)}, `;
      return `  ${from} ${arrow} ${to} [${text}${edgeStyles[tone]}];`;
    }),
    '}',
  ];
  return `${rows.join('\n')}\n`;
}

/** Lines in one label; Graphviz takes a backslash for the beginning of an escape, and `&` for that of an entity. */
function labelOf(lines: readonly string[]): string {
  return `"${lines.map(escaped).join('\\n')}"`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return pictureText(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/&/g, '&amp;');
}
