import type { Command } from 'commander';
import { pictures } from '../../graph/pictures/index.ts';
import { readDuration } from '../expiry/read-duration.ts';
import { withPacketOptions } from '../explain/packet-options.ts';
import { graphGroups, graphPairs, type MeshPictureOptions } from '../graph/mesh.ts';
import { graphPacket, graphPath, graphRollout, graphValidity, type PathOptions } from '../graph/others.ts';
import { type PictureOptions, withPictureOptions } from '../graph/write-picture.ts';
import { type MtuOptions, withLinkOptions } from '../mtu-options.ts';
import type { Run } from '../program.ts';
import { readRelease } from '../release-option.ts';

/** `swanmesh graph KIND …`: pictures as SVG, or for Mermaid and Graphviz. */
export function graphCommand(program: Command, run: Run): void {
  const graph = program
    .command('graph')
    .description('draw a mesh, its matrix, policy groups, validity, a packet, its path, or a roll-out');
  const kind = (name: string, description: string): Command =>
    withPictureOptions(graph.command(name).description(description));
  const clusterOrFolder = 'the inventory, or the folder with what hosts have';
  for (const [picture, description] of [
    [pictures.mesh, 'the hosts and the links between them'],
    [pictures.matrix, 'every host against every other'],
  ] as const)
    kind(picture.name, description)
      .argument('<paths...>', 'CLUSTER: the plan; DIR: what hosts have; CLUSTER DIR: the one judged by the other')
      .option('--libreswan <release>', 'the release of hosts of which nothing says it', readRelease)
      .action((paths: readonly string[], own: MeshPictureOptions) =>
        run((options) => graphPairs(picture, paths, own, options)),
      );
  kind('groups', 'policy groups as a tree of addresses, and who is in clear')
    .argument('<cluster>', 'the inventory, YAML or JSON; - for standard input')
    .action((path: string, own: PictureOptions) => run((options) => graphGroups(path, own, options)));
  kind('validity', 'when certificates end')
    .argument('<cluster|dir>', clusterOrFolder)
    .option('--within <time>', 'mark what ends within this time, such as 30d, 12h', readDuration, 30 * 86_400)
    .action((path: string, own: PictureOptions & { readonly within: number }) =>
      run((options) => graphValidity(path, own, options)),
    );
  withLinkOptions(kind('packet', 'the largest packet to scale, every header'))
    .argument('[cluster]', 'the inventory: its pair with the smallest MTU; without it, the options alone')
    .action((path: string | undefined, own: PictureOptions & MtuOptions) =>
      run((options) => graphPacket(path, own, options)),
    );
  withPacketOptions(kind('path', 'the way of packets between two hosts, with the lines that decide it'))
    .argument('<cluster|dir>', clusterOrFolder)
    .argument('<from>', 'a host or an address')
    .argument('<to>', 'a host or an address')
    .action((path: string, from: string, to: string, own: PathOptions) =>
      run((options) => graphPath(path, from, to, own, options)),
    );
  kind('rollout', 'a roll-out as lanes')
    .argument('<plan>', 'the plan that swanmesh rollout --out wrote')
    .action((path: string, own: PictureOptions) => run((options) => graphRollout(path, own, options)));
}
