import { oneLine } from '../diagnostics/one-line.ts';

/** A value with its labels. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * A gauge with its samples, as text; empty where there are none.
 *
 * @example gauge('swanmesh_hosts', 'Hosts of the mesh.', [[{}, 3]]).split('\n')[2] // 'swanmesh_hosts 3'
 * @see Prometheus, text exposition format 0.0.4
 */
export function gauge(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const rows = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${rows.join('')}`;
}

const escaped = (text: string): string => oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
