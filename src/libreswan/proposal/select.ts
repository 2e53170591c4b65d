/** Which ESP transform two hosts come to use, and which they would accept. */
import { append } from '../../bytes/append.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  ok,
  type Place,
  type Result,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import { writeValue } from '../../diagnostics/fix.ts';
import { type EspTransform, espTransform } from '../../esp/transform.ts';
import type { Platform } from '../platform.ts';
import type { ReleaseRange } from '../release.ts';
import { encryptions } from './algorithm.ts';
import { defaultEspProposals, setByCryptoPolicies } from './defaults.ts';
import { isAead, type Proposals } from './proposals.ts';
import { resolveProposals } from './read.ts';

/** What decides the ESP proposals of a host. */
export interface EspEnd {
  readonly releases: ReleaseRange;
  readonly platform: Platform;
  /** What `esp=` says; absent where the conn does not set it. */
  readonly esp?: Proposals;
  /** `sha2-truncbug=yes`: SHA2-256 cut to 96 bits. */
  readonly truncbug?: boolean;
}

/** The transforms of a pair of hosts. */
export interface PairTransforms {
  /** What is selected: one for each direction of initiation and each release that the ends may run, without repeats. */
  readonly selected: readonly [EspTransform, ...EspTransform[]];
  /** All that both ends would accept, without repeats. */
  readonly accepted: readonly [EspTransform, ...EspTransform[]];
}

/** One combination on offer; `key` tells it from the others, key length included. */
interface Offer {
  readonly key: string;
  readonly transform: EspTransform;
}

/** In IKEv2 an encryption without key length offers the longest and the shortest. */
function keyLengths(name: string, keyBits: number | undefined): readonly (number | undefined)[] {
  if (keyBits !== undefined) return [keyBits];
  return encryptions.find((row) => row.name === name)?.keyed === true ? [256, 128] : [undefined];
}

function offers(proposals: Proposals, truncbug: boolean): readonly Offer[] {
  const cut = (name: string): string => (truncbug && name === 'HMAC_SHA2_256_128' ? 'HMAC_SHA2_256_TRUNCBUG' : name);
  return proposals.proposals.flatMap((proposal) => {
    const integrity = isAead(proposal) ? [undefined] : proposal.integrity.map(cut);
    return proposal.encryption.flatMap(({ name, keyBits }) =>
      keyLengths(name, keyBits).flatMap((bits) =>
        integrity.flatMap((integ) => {
          const transform = espTransform(name, integ);
          return transform === undefined ? [] : [{ key: `${bits ?? ''} ${transform.name}`, transform }];
        }),
      ),
    );
  });
}

/** The different lists that an end may offer, over its releases. */
function listsOf({ releases, platform, esp, truncbug = false }: EspEnd): readonly (readonly Offer[])[] {
  const lists = releases.map((release) =>
    offers(resolveProposals(esp ?? defaultEspProposals(release, platform), release), truncbug),
  );
  return [...new Map(lists.map((list) => [list.map(({ key }) => key).join(), list])).values()];
}

function unique(transforms: readonly EspTransform[]): readonly EspTransform[] {
  return [...new Map(transforms.map((transform) => [transform.name, transform])).values()];
}

/**
 * What two hosts select and would accept. The responder chooses the first of its own list that the initiator offers, so
 * both directions count. Where an end leaves `esp=` to crypto-policies, nobody knows which policy the host has: then
 * everything that DEFAULT and the other end have in common may be selected, and the finding `mtu/set-esp` says so.
 *
 * Fails with `libreswan/no-common-proposal`.
 *
 * @see libreswan `programs/pluto/ikev2_proposals.c` ("best match so far")
 */
export function pairTransforms(a: EspEnd, b: EspEnd, at: Place = valueAt()): Result<PairTransforms> {
  const selected: EspTransform[] = [];
  const accepted: EspTransform[] = [];
  let apart = false;
  for (const left of listsOf(a)) {
    for (const right of listsOf(b)) {
      const forward = left.filter(({ key }) => right.some((other) => other.key === key));
      const backward = right.filter(({ key }) => left.some((other) => other.key === key));
      if (forward[0] === undefined || backward[0] === undefined) apart = true;
      else selected.push(forward[0].transform, backward[0].transform);
      append(
        accepted,
        forward.map(({ transform }) => transform),
      );
    }
  }
  const [first, ...others] = unique(selected);
  const [any, ...more] = unique(accepted);
  if (apart || first === undefined || any === undefined) {
    return failed(
      diagnostic(
        'libreswan/no-common-proposal',
        at,
        'the two ends must offer an ESP proposal in common, or no SA comes up',
        {
          hint: 'write the same esp: for both',
        },
      ),
    );
  }
  const open = [a, b].some(({ esp, platform }) => esp === undefined && setByCryptoPolicies(platform));
  const findings: readonly Diagnostic[] = open
    ? [
        diagnostic(
          'mtu/set-esp',
          at,
          'esp= must be written for the MTU to be certain: here the crypto-policy of the host sets it',
          {
            hint: 'set esp:, for example aes_gcm256; until then the smallest of the policy DEFAULT is reckoned with',
            fix: writeValue(['ipsec', 'esp'], 'aes_gcm256', false),
          },
        ),
      ]
    : [];
  return ok(
    open
      ? { selected: [any, ...more], accepted: [any, ...more] }
      : { selected: [first, ...others], accepted: [any, ...more] },
    findings,
  );
}
