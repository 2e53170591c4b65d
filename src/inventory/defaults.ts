/** What nodes have in common, written once under `defaults:`, and what stands for the name of a node in a path. */
import { isMapping } from './unknown-keys.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** What a path may hold in the place of the node's name. */
const nameHolder = '{name}';

/**
 * The path for one node: `{name}` in it is the node's name.
 *
 * @example pathFor('pki/{name}.crt', 'node-1') // 'pki/node-1.crt'
 */
export function pathFor(pattern: string, node: string): string {
  return pattern.includes('-----BEGIN') ? pattern : pattern.replaceAll(nameHolder, node);
}

const pathKeys = ['certificate', 'key'] as const;

/**
 * The inventory with the paths of each node's own files in it: those of `defaults:` where the node names none, and its name for
 * `{name}`. Whoever opens files does this first; the rest of `defaults:` is read with the nodes.
 *
 * @example withOwnPaths({ defaults: { certificate: '{name}.crt' }, nodes: { a: {} } }) // { defaults: {}, nodes: { a: { certificate: 'a.crt' } } }
 */
export function withOwnPaths(value: unknown): unknown {
  if (!isMapping(value) || !isMapping(value.nodes)) return value;
  const defaults = isMapping(value.defaults) ? value.defaults : {};
  const own = (name: string, node: unknown): unknown => {
    if (!isMapping(node)) return node;
    const paths = pathKeys.flatMap((key) => {
      const path = node[key] === undefined ? defaults[key] : node[key];
      return typeof path === 'string' ? [[key, pathFor(path, name)]] : [];
    });
    return { ...node, ...Object.fromEntries(paths) };
  };
  const rest = Object.entries(defaults).filter(([key, part]) => !isPathKey(key) || typeof part !== 'string');
  return {
    ...value,
    ...(isMapping(value.defaults) ? { defaults: Object.fromEntries(rest) } : {}),
    nodes: Object.fromEntries(Object.entries(value.nodes).map(([name, node]) => [name, own(name, node)])),
  };
}

function isPathKey(key: string): boolean {
  return (pathKeys as readonly string[]).includes(key);
}

/** The entries of `nodes:` with what they leave out taken from `defaults`. What is no mapping stays what it is. */
export function withDefaults(nodes: unknown, defaults: Mapping): unknown {
  if (!isMapping(nodes) || Object.keys(defaults).length === 0) return nodes;
  return Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [name, isMapping(node) ? { ...defaults, ...node } : node]),
  );
}
