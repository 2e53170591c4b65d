/** `swanmesh graph mesh|matrix|groups`: pictures of a plan, and of what hosts have of it. */
import { statSync } from 'node:fs';
import { groupTree } from '../../graph/group-tree.ts';
import type { PairsValue } from '../../graph/pairs.ts';
import { pairsOfMesh, pairsOfVerification } from '../../graph/pairs-of.ts';
import type { Picture } from '../../graph/picture.ts';
import { pictures } from '../../graph/pictures/index.ts';
import type { Release } from '../../libreswan/release.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import { passwordsOf } from '../password.ts';
import { type CommonOptions, nowOf } from '../report.ts';
import { verifyFolder } from '../verify-tree.ts';
import { type PictureOptions, writeNoPicture, writePicture } from './write-picture.ts';

/** What can be said of hosts beside the picture. */
export interface MeshPictureOptions extends PictureOptions {
  readonly libreswan?: Release;
}

/** `CLUSTER` for the plan, `DIR` for what hosts have, both for the one judged by the other. */
export async function graphPairs(
  picture: Picture<PairsValue>,
  paths: readonly string[],
  own: MeshPictureOptions,
  options: CommonOptions,
): Promise<number> {
  const [first, second] = paths;
  if (first === undefined || paths.length > 2)
    throw new UsageError(`graph ${picture.name} takes CLUSTER, DIR or CLUSTER DIR`);
  const isFolder =
    second === undefined && first !== '-' && statSync(first, { throwIfNoEntry: false })?.isDirectory() === true;
  const root = isFolder ? first : second;
  const now = nowOf(options);
  const read = isFolder ? undefined : await readClusterFile(first, now, passwordsOf(options));
  const found = { findings: read?.findings ?? [], source: read?.file };
  if (read !== undefined && read.cluster === undefined) return writeNoPicture(found, own, options);
  const cluster = read?.cluster;
  if (root === undefined)
    return cluster === undefined
      ? writeNoPicture(found, own, options)
      : writePicture(picture, pairsOfMesh(cluster.mesh), found, own, options);
  const verification = await verifyFolder(root, {
    now,
    ...(cluster === undefined ? {} : { rendering: cluster.rendering }),
    ...(own.libreswan === undefined ? {} : { release: own.libreswan }),
  });
  // The picture shows what is wrong between hosts; verify tells why, and gives the status.
  const value = pairsOfVerification(verification, cluster?.mesh);
  return writePicture(picture, value, found, own, options);
}

/** The policy groups of an inventory. */
export async function graphGroups(path: string, own: PictureOptions, options: CommonOptions): Promise<number> {
  const { file, cluster, findings } = await readClusterFile(path, nowOf(options), passwordsOf(options));
  const found = { findings, source: file };
  if (cluster === undefined) return writeNoPicture(found, own, options);
  return writePicture(pictures.groups, groupTree(cluster.mesh), found, own, options);
}
