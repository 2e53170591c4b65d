/** What stands beside the conns of a host, one check a file. A new check is a new file and a line here. */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';
import { checkConfiguration } from './configuration.ts';
import { checkFileModes } from './file-modes.ts';
import { checkAddressFact } from './host-addresses.ts';
import { checkLinkMtu } from './link-mtu.ts';
import { checkMissingFiles } from './missing-files.ts';
import { checkRenderedFiles } from './rendered-files.ts';
import { checkSecretsFiles } from './secrets.ts';
import { checkSetup } from './setup.ts';

/** Looks at the files of one host; the rendering is of the inventory, where there is one. */
export type HostCheck = (host: Host, evidence: HostEvidence, rendering: Rendering | undefined) => readonly Diagnostic[];

export const hostChecks: readonly HostCheck[] = [
  checkConfiguration,
  checkSetup,
  checkSecretsFiles,
  checkAddressFact,
  checkLinkMtu,
  checkRenderedFiles,
  checkFileModes,
  checkMissingFiles,
];
