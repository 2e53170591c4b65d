/** The registry of back ends. A new one is a folder beside its siblings, its name in `backend-names.ts`, and a line here. */
import type { Backend } from './backend.ts';
import type { BackendName } from './backend-names.ts';
import { firewalld } from './firewalld/backend.ts';
import { iptables } from './iptables/backend.ts';
import { nftables } from './nftables/backend.ts';

export const backends: Readonly<Record<BackendName, Backend>> = { iptables, nftables, firewalld };
