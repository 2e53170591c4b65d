/** Every picture. A new one is a file beside this one and a line here. */

import type { TrafficExplanation } from '../../explain/explanation.ts';
import type { RolloutPlan } from '../../rollout/plan.ts';
import type { GroupTree } from '../group-tree.ts';
import type { PairsValue } from '../pairs.ts';
import type { Picture } from '../picture.ts';
import { groupsPicture } from './groups.ts';
import { matrixPicture } from './matrix.ts';
import { meshPicture } from './mesh.ts';
import { type PacketValue, packetPicture } from './packet.ts';
import { pathPicture } from './path.ts';
import { rolloutPicture } from './rollout.ts';
import { type ValidityTimes, validityPicture } from './validity.ts';

/** The pictures by their names, each with the value that it draws. */
export const pictures: {
  readonly mesh: Picture<PairsValue>;
  readonly matrix: Picture<PairsValue>;
  readonly groups: Picture<GroupTree>;
  readonly validity: Picture<ValidityTimes>;
  readonly packet: Picture<PacketValue>;
  readonly path: Picture<TrafficExplanation>;
  readonly rollout: Picture<RolloutPlan>;
} = {
  mesh: meshPicture,
  matrix: matrixPicture,
  groups: groupsPicture,
  validity: validityPicture,
  packet: packetPicture,
  path: pathPicture,
  rollout: rolloutPicture,
};
