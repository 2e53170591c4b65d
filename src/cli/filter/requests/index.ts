/** Every request that `swanmesh filter` answers. A new one is a file beside this one and a line here; the schema follows. */
import type { FilterRequest } from '../request.ts';
import { cert } from './cert.ts';
import { check } from './check.ts';
import { conf } from './conf.ts';
import { explain } from './explain.ts';
import { clusterMtu, mtu } from './mtu.ts';
import { render, shared } from './render.ts';

export const requests: readonly FilterRequest[] = [check, render, shared, conf, cert, mtu, clusterMtu, explain];
