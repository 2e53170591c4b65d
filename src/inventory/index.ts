/** What other rooms may use of the inventory. */
export type { Platform } from '../libreswan/platform.ts';
export type {
  Encapsulation,
  Expectation,
  FirewallSettings,
  Inventory,
  InventoryNode,
  IpsecSettings,
  NodeName,
  OnHostPaths,
  OverlayHeader,
  StartMode,
} from './inventory.ts';
export { inventoryJsonSchema } from './json-schema.ts';
export { type PskMaster, shortestMaster } from './psk-master.ts';
export { readInventory } from './read.ts';
export type { InfrastructureKind, PolicyGroupName } from './written.ts';
