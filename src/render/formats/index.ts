/** The registry of output formats. A new one is a file beside its siblings and a line here; help, completion and checks follow. */
import { cloudInit } from './cloud-init.ts';
import type { OutputFormat } from './format.ts';
import { ignition } from './ignition.ts';
import { json } from './json.ts';
import { kubernetes } from './kubernetes.ts';
import { machineconfig } from './machineconfig.ts';
import { tar } from './tar.ts';
import { tree } from './tree.ts';

/** In the order of the help. */
export const formats: readonly OutputFormat[] = [tree, json, tar, cloudInit, ignition, machineconfig, kubernetes];

/**
 * The format of a word of `render --format`.
 *
 * @example formatNamed('json')?.kind // 'document'
 */
export function formatNamed(name: string): OutputFormat | undefined {
  return formats.find((format) => format.name === name);
}
