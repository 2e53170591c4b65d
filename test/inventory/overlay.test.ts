import { expect, test } from 'vitest';
import { draftInventory } from '../../src/inventory/read.ts';

const ovn = { name: 'ovn', bytes: 38 };

test.each([
  ['none said', undefined, []],
  ['none', 'none', []],
  ['one', 'vxlan', [['vxlan']]],
  ['one of its own', ovn, [[ovn]]],
  ['a list is one in the other', ['vxlan', ovn], [['vxlan', ovn]]],
  ['side by side', { sideBySide: ['vxlan', [ovn, 'geneve'], 'none'] }, [['vxlan'], [ovn, 'geneve']]],
])('overlays of an inventory: %s', (_, overlay, stacks) => {
  const { inventory, findings } = draftInventory({ version: 1, network: { overlay } });
  expect(inventory.overlays).toEqual(stacks);
  expect(findings.filter(({ at }) => at.kind === 'value' && at.path[0] === 'network')).toEqual([]);
});

test.each([['stt'], [{ sideBySide: 'vxlan' }], [{ name: 'ovn' }], [{ name: 'ovn', bytes: -1 }]])(
  'an overlay that is none is refused: %j',
  (overlay) => {
    const { findings } = draftInventory({ version: 1, network: { overlay } });
    expect(findings.some(({ at }) => at.kind === 'value' && at.path[1] === 'overlay')).toBe(true);
  },
);
