/** What stands beside the conns of a host, one check a file. A new check is a new file and a line here. */
import type { Diagnostic } from '../../diagnostic.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { HostEvidence } from '../evidence.ts';
import type { Host } from '../host.ts';
import { checkConfiguration } from './configuration.ts';
import { checkFilter } from './filter.ts';
import { checkLinkMtu } from './link-mtu.ts';

/** Looks at the files of one host; the mesh is that of the inventory, where there is one. */
export type HostCheck = (host: Host, evidence: HostEvidence, mesh: Mesh | undefined) => readonly Diagnostic[];

export const hostChecks: readonly HostCheck[] = [checkConfiguration, checkLinkMtu, checkFilter];
