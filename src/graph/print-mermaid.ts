/** A graph as a flow chart for Mermaid. */
import type { Tone } from './drawing/drawing.ts';
import { pictureText } from './drawing/picture-text.ts';
import type { Graph, GraphNode } from './graph.ts';

const brackets: Readonly<Record<Tone, readonly [string, string]>> = {
  good: ['[', ']'],
  bad: ['{{', '}}'],
  half: ['[/', '/]'],
  open: ['([', '])'],
  plain: ['[', ']'],
  faint: ['[', ']'],
};

const lines: Readonly<Record<Tone, string>> = {
  good: '---',
  bad: '===',
  half: '-.-',
  open: '-.-',
  plain: '---',
  faint: '---',
};

const arrows: Readonly<Record<Tone, string>> = {
  good: '-->',
  bad: '==>',
  half: '-.->',
  open: '-.->',
  plain: '-->',
  faint: '-->',
};

/**
 * Prints a graph for Mermaid.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function printMermaid({ title, directed, direction, nodes, edges, clusters }: Graph): string {
  const rows = [
    `%% ${pictureText(title)}`,
    `flowchart ${direction}`,
    ...clusters.flatMap(({ id, label }) => [
      `  subgraph ${id}["${labelOf(label)}"]`,
      ...nodes.filter(({ cluster }) => cluster === id).map((each) => `    ${nodeRow(each)}`),
      '  end',
    ]),
    ...nodes.filter(({ cluster }) => cluster === undefined).map((each) => `  ${nodeRow(each)}`),
    ...edges.map(({ from, to, label, tone }) => {
      const line = (directed ? arrows : lines)[tone];
      return `  ${from} ${line}${label === undefined ? '' : `|"${labelOf(label)}"|`} ${to}`;
    }),
  ];
  return `${rows.join('\n')}\n`;
}

function nodeRow({ id, lines: text, tone }: GraphNode): string {
  const [begin, end] = brackets[tone];
  return `${id}${begin}"${text.map(labelOf).join('<br/>')}"${end}`;
}

/** Everything but letters, digits and a few harmless signs as an entity: Mermaid reads Markdown and HTML in labels. */
function labelOf(text: string): string {
  return Array.from(pictureText(text), (character) =>
    /[\p{L}\p{N} .,:/=+-]/u.test(character) ? character : `#${character.codePointAt(0)};`,
  ).join('');
}
