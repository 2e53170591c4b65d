/** What nodes have in common, written once under `defaults:`, and what stands for the name of a node in a path. */
import { isMapping } from './unknown-keys.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** What a path may hold in the place of the node's name. */
const nameHolder = '{name}';

const pathKeys = ['certificate', 'key'] as const;

/**
 * The keys of a node, or those of `defaults:`, with the node's name for `{name}` in its paths.
 *
 * @example withPathsFor({ certificate: 'pki/{name}.crt' }, 'node-1') // { certificate: 'pki/node-1.crt' }
 */
export function withPathsFor(keys: Mapping, node: string): Mapping {
  const paths = pathKeys.flatMap((key) => {
    const path = keys[key];
    return typeof path === 'string' ? [[key, pathFor(path, node)]] : [];
  });
  return { ...keys, ...Object.fromEntries(paths) };
}

function pathFor(pattern: string, node: string): string {
  return pattern.includes('-----BEGIN') ? pattern : pattern.replaceAll(nameHolder, node);
}

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
    const left = pathKeys.filter((key) => node[key] === undefined && typeof defaults[key] === 'string');
    return withPathsFor({ ...node, ...Object.fromEntries(left.map((key) => [key, defaults[key]])) }, name);
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
