/** Policy groups as a tree of addresses: the narrower entry wins, so it hangs below the wider one. */
import { append } from '../../bytes/append.ts';
import type { Drawing, Shape, Tone } from '../drawing/drawing.ts';
import { textShape } from '../drawing/drawing.ts';
import { headShapes, rowHeight, tableShapes } from '../drawing/table.ts';
import type { Graph, GraphEdge, GraphNode } from '../graph.ts';
import type { BranchAction, GroupBranch, GroupTree, InClear } from '../group-tree.ts';
import type { Picture } from '../picture.ts';

const mostRows = 200;
const width = 1040;
const margin = 24;
const indent = 26;
const row = 28;

/** The tree of groups. */
export const groupsPicture: Picture<GroupTree> = { name: 'groups', drawing: groupsDrawing, graph: groupsGraph };

const actionTones: Readonly<Record<BranchAction, Tone>> = {
  encrypt: 'good',
  'encrypt-else-clear': 'half',
  'clear-until-asked': 'half',
  clear: 'open',
  drop: 'plain',
  undefined: 'bad',
};

const actionWords: Readonly<Record<BranchAction, string>> = {
  encrypt: 'encrypted',
  'encrypt-else-clear': 'encrypted, else in clear',
  'clear-until-asked': 'in clear until asked',
  clear: 'in clear',
  drop: 'dropped',
  undefined: 'undefined: two groups claim it',
};

const reasons: Readonly<Record<InClear['because'], string>> = {
  clear: 'an entry says so',
  'no-group': 'no entry has it',
  'until-asked': 'until the other host asks for encryption',
  'if-unable': 'if the other host cannot encrypt',
};

interface Row {
  readonly branch: GroupBranch;
  readonly depth: number;
  /** The row of the wider entry. */
  readonly parent: number | undefined;
}

function rowsOf({ branches }: GroupTree): readonly Row[] {
  const rows: Row[] = [];
  const add = (branch: GroupBranch, depth: number, parent: number | undefined): void => {
    const own = rows.push({ branch, depth, parent }) - 1;
    for (const child of branch.children) add(child, depth + 1, own);
  };
  for (const branch of branches) add(branch, 0, undefined);
  return rows;
}

function takesText({ takes }: GroupBranch): string {
  return takes.length === 0
    ? 'nobody of the mesh'
    : takes.length <= 3
      ? takes.join(', ')
      : `${takes.slice(0, 2).join(', ')} and ${takes.length - 2} more`;
}

function groupsDrawing(tree: GroupTree): Drawing {
  const all = rowsOf(tree);
  const rows = all.slice(0, mostRows);
  const shapes: Shape[] = [...headShapes(margin, width - 2 * margin, tree.title, summaryOf(tree, all.length))];
  const top = 76;
  const columns = { action: 310, takes: 690 };
  rows.forEach(({ branch, depth, parent }, i) => {
    const [x, y] = [margin + Math.min(depth, 5) * indent, top + i * row];
    if (parent !== undefined) {
      const above = rows[parent];
      const from = margin + Math.min(above?.depth ?? 0, 5) * indent + 10;
      if (from < x)
        shapes.push({
          kind: 'line',
          points: [
            [from, top + parent * row + row - 4],
            [from, y + 12],
            [x, y + 12],
          ],
          tone: 'faint',
        });
    }
    const tone = actionTones[branch.action];
    shapes.push(
      { kind: 'box', x, y, width: columns.action - x - 10, height: row - 4, tone, rounded: true },
      textShape(x + 8, y + 16, columns.action - x - 26, branch.prefix, { mono: true }),
      { kind: 'box', x: columns.action, y: y + 4, width: 16, height: 16, tone, hatched: true },
      textShape(
        columns.action + 24,
        y + 16,
        columns.takes - columns.action - 34,
        `${branch.groups.join(', ')}: ${actionWords[branch.action]}`,
      ),
      textShape(columns.takes, y + 16, width - margin - columns.takes, takesText(branch), { tone: 'faint' }),
    );
  });
  let y = top + rows.length * row + 8;
  if (all.length > rows.length) {
    shapes.push(
      textShape(margin, y + 14, width - 2 * margin, `and ${all.length - rows.length} more entries`, { tone: 'faint' }),
    );
    y += rowHeight + 8;
  }
  const clear = tree.inClear.slice(0, mostRows);
  const table = tableShapes(
    margin,
    y,
    [
      { title: clear.length === 0 ? 'nobody is talked to in clear' : 'talked to in clear', width: 300, bold: true },
      { title: '', width: 300, mono: true },
      { title: clear.length === 0 ? '' : 'because', width: width - 2 * margin - 600, tone: 'faint' },
    ],
    clear.map(({ name, address, because, prefix }) => [
      name,
      address,
      `${reasons[because]}${prefix === undefined ? '' : `: ${prefix}`}`,
    ]),
  );
  append(shapes, table.shapes);
  return {
    width,
    height: y + table.height + 12,
    title: tree.title,
    description: `${summaryOf(tree, all.length)}. ${tree.inClear
      .slice(0, 30)
      .map(({ name, address, because }) => `${name} ${address}: ${reasons[because]}`)
      .join('; ')}`,
    shapes,
  };
}

function summaryOf({ inClear }: GroupTree, entries: number): string {
  return `${entries} entries; ${inClear.length} addresses of the mesh are talked to in clear, or may be`;
}

function groupsGraph(tree: GroupTree): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const { branch, parent } of rowsOf(tree)) {
    const id = `p${nodes.length}`;
    const what = `${branch.groups.join(', ')}: ${actionWords[branch.action]}`;
    nodes.push({ id, lines: [branch.prefix, what, takesText(branch)], tone: actionTones[branch.action] });
    if (parent !== undefined) edges.push({ from: `p${parent}`, to: id, tone: 'faint' });
  }
  return { title: tree.title, directed: true, direction: 'LR', nodes, edges, clusters: [] };
}
