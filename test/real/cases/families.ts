import type { RealCase } from '../case.ts';
import { clusterOf } from './cluster-of.ts';

const names = ['alpha', 'beta', 'gamma'];

export const familyCases: readonly RealCase[] = [
  { group: 'families', name: 'IPv6, explicit', nodes: clusterOf(names, 'ipv6') },
  { group: 'families', name: 'dual stack, explicit', nodes: clusterOf(names, 'both') },
];
