import fc from 'fast-check';
import type { EspWrapping } from '../../src/esp/mtu.ts';
import { espTransforms } from '../../src/esp/transform.ts';
import type { Family } from '../../src/net/address.ts';

export const family: fc.Arbitrary<Family> = fc.constantFrom('ipv4', 'ipv6');

/** Every way to wrap a packet in ESP. */
export const wrapping: fc.Arbitrary<EspWrapping> = fc.record({
  mode: fc.constantFrom('tunnel', 'transport'),
  outer: family,
  transform: fc.constantFrom(...espTransforms),
  udpEncapsulation: fc.boolean(),
});
