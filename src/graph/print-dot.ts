/** A graph in the language of Graphviz. */
import type { Tone } from './drawing/drawing.ts';
import { pictureText } from './drawing/picture-text.ts';
import { light } from './drawing/style.ts';
import type { Graph, GraphNode } from './graph.ts';

/** Told apart by form as well as by colour. */
const nodeShapes: Readonly<Record<Tone, string>> = {
  good: 'box',
  bad: 'octagon',
  half: 'house',
  open: 'ellipse',
  plain: 'box',
  faint: 'plaintext',
};

const edgeStyles: Readonly<Partial<Record<Tone, string>>> = { bad: 'bold', half: 'dashed', open: 'dotted' };

function nodeStyle(tone: Tone): string {
  return `shape=${nodeShapes[tone]}, fillcolor="${light.tones[tone].fill}"`;
}

function edgeStyle(tone: Tone): string {
  const style = edgeStyles[tone];
  return `color="${light.tones[tone].ink}"${style === undefined ? '' : `, style=${style}`}`;
}

/**
 * Prints a graph for `dot`, `circo` and the like.
 *
 * @see https://graphviz.org/doc/info/lang.html
 */
export function printDot({ title, directed, direction, nodes, edges, clusters }: Graph): string {
  const arrow = directed ? '->' : '--';
  const node = (each: GraphNode): string => `${each.id} [label=${labelOf(each.lines)}, ${nodeStyle(each.tone)}];`;
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
      return `  ${from} ${arrow} ${to} [${text}${edgeStyle(tone)}];`;
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
