/** Places of a value in the YAML document that it came from. */
import { isCollection, isMap, isPair, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { ValuePath } from '../diagnostics/diagnostic.ts';

/** The offset of the part that a path leads to: its value where that stands on the line of its key, else its key. */
export function locateIn(contents: Node | null, path: ValuePath): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path) {
    const found = childOf(node, step);
    if (found === undefined) break;
    if (isPair(found)) {
      const [key, value] = [found.key as Node | null, found.value as Node | null];
      const block = isCollection(value) && value.flow !== true;
      offset = (block ? key : (value ?? key))?.range?.[0] ?? offset;
      node = value;
    } else {
      node = found;
      offset = (found as Node).range?.[0] ?? offset;
    }
  }
  return offset;
}

const indices = new WeakMap<object, ReadonlyMap<string, Pair<Node, Node | null>>>();

/** The pair of a mapping with a key. Of a key that is there twice the last one counts, as in the value. */
export function pairOf(map: YAMLMap, step: string | number): Pair<Node, Node | null> | undefined {
  const items = map.items as Pair<Node, Node | null>[];
  const index =
    indices.get(map) ?? new Map(items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));
  indices.set(map, index);
  return index.get(String(step));
}

function childOf(node: unknown, step: string | number): unknown {
  if (isMap(node)) return pairOf(node, step);
  return isCollection(node) ? node.items[Number(step)] : undefined;
}
