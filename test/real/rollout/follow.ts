/** The steps of somebody who follows a printed plan, word by word, while everybody asks everybody. */

import type { PrintedCommand, PrintedStage } from '../../support/printed-plan.ts';
import type { PreparedMesh } from '../case.ts';
import type { Step } from '../scenario.ts';
import { waysAmong } from '../story.ts';
import { workFolder } from './prepare-rollout.ts';
import type { PreparedRollout } from './prepared-rollout.ts';

/** Seconds between two echoes of a pair. */
export const interval = 0.1;

/** The plan of a case that has one. */
export function rolloutOf({ rollout }: PreparedMesh): PreparedRollout {
  if (rollout === undefined) throw new Error('no roll-out was prepared');
  return rollout;
}

/** Hosts as they are before: systemd is played, and those that have IPsec have SAs with one another. */
export function asBefore(mesh: PreparedMesh): readonly Step[] {
  const { before } = rolloutOf(mesh);
  const had = mesh.members.filter(({ name }) => before.includes(name));
  const script = `set -e
ipsec checknss >/dev/null 2>&1 || ipsec initnss
pk12util -i /root/host.p12 -d sql:/var/lib/ipsec/nss -W ''
systemctl start ipsec`;
  return [
    ...mesh.members.map(({ name }): Step => shell(name, 'prepare', 'mkdir -p /run/systemd/system /etc/systemd/system')),
    ...had.map(({ name }): Step => shell(name, 'prepare', script)),
    ...(had.length === 0 ? [] : [{ do: 'ping', name: 'before', pairs: waysAmong(had), timeout: 60 } as const]),
  ];
}

/** Everything from the first echo to the last: the stages, and a little time around them. */
export function follow(mesh: PreparedMesh, stages: readonly PrintedStage[]): readonly Step[] {
  return [
    { do: 'begin-traffic', pairs: waysAmong(mesh.members), interval },
    { do: 'sleep', seconds: 1 },
    ...stages.flatMap((stage) => [
      ...stage.commands.flatMap((command) => stepOf(stage, command)),
      // What was on the way is answered, and what negotiates is done.
      { do: 'sleep', seconds: 1 } as const,
    ]),
    { do: 'end-traffic' },
  ];
}

/** The name of a stage. */
export function stageName({ number, kind, undoes }: PrintedStage): string {
  return `${undoes ? 'undo ' : ''}stage ${number} ${kind}`;
}

/** The name of the steps of a command. */
export function stepName(stage: PrintedStage, { line }: PrintedCommand): string {
  return `${stageName(stage)}: ${line}`;
}

function stepOf(stage: PrintedStage, command: PrintedCommand): readonly Step[] {
  const { host, line } = command;
  // What only a person can do: the MTU of an overlay that these hosts do not have.
  if (line.startsWith('#')) return [];
  // Where nothing was to be done there is nothing to confirm.
  const script = line.includes('--confirm') ? `[ ! -d /var/lib/swanmesh/apply ] || { ${line}\n}` : line;
  return [shell(host, stepName(stage, command), script)];
}

function shell(host: string, name: string, script: string): Step {
  return {
    do: 'run',
    host,
    name,
    argv: ['sh', '-c', `mkdir -p ${workFolder} && cd ${workFolder} && ${script}`],
    timeout: 400,
  };
}
