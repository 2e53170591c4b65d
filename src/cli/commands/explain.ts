import { type Command, Option } from 'commander';
import { explainTraffic } from '../../explain/explain-traffic.ts';
import { type HostState, pairKey, type SaState } from '../../explain/traffic-state.ts';
import type { Release } from '../../libreswan/release.ts';
import { drawExplanation } from '../explain/draw.ts';
import { explainedHosts } from '../explain/hosts.ts';
import { withPacketOptions } from '../explain/packet-options.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { paintFor } from '../terminal.ts';

interface ExplainOptions {
  readonly proto?: number;
  readonly port?: number;
  readonly libreswan?: Release;
  readonly stopped: readonly string[];
  readonly without: readonly string[];
  readonly sa?: 'up' | 'none';
}

/** `swanmesh explain CLUSTER|DIR FROM TO`: what becomes of a packet, hop by hop, with the deciding lines. */
export function explainCommand(program: Command, run: Run): void {
  const command = program
    .command('explain')
    .description('say what becomes of packets between two hosts, hop by hop, and which lines decide it')
    .argument('<cluster|dir>', 'the inventory, or the folder with what hosts have')
    .argument('<from>', 'a host or an address')
    .argument('<to>', 'a host or an address; one that no host has is a host without IPsec');
  withPacketOptions(command)
    .option('--stopped <host...>', 'hosts on which pluto does not run', [])
    .option('--without <host...>', 'hosts that have no IPsec yet', [])
    .addOption(
      new Option('--sa <state>', 'whether the two have an SA; else what follows from the files').choices([
        'up',
        'none',
      ]),
    )
    .action((path: string, from: string, to: string, own: ExplainOptions) =>
      run((options) => explain(path, from, to, own, options)),
    );
}

async function explain(
  path: string,
  from: string,
  to: string,
  own: ExplainOptions,
  options: CommonOptions,
): Promise<number> {
  const now = nowOf(options);
  const { hosts, signatures, findings, source } = await explainedHosts({
    path,
    names: [from, to, ...own.stopped, ...own.without],
    now,
    passwords: passwordsOf(options),
    ...(own.libreswan === undefined ? {} : { release: own.libreswan }),
  });
  if (hosts === undefined) {
    if (options.json) return writeDocument({}, findings, source, options);
    return reportFindings(findings, source, options);
  }
  const told: SaState | undefined = own.sa === undefined ? undefined : { kind: own.sa };
  const explanation = explainTraffic(
    {
      hosts: hosts.map((host) => asSaid(host, own)),
      now,
      ...(signatures === undefined ? {} : { signatures }),
      ...(told === undefined ? {} : { associations: new Map([[pairKey(from, to), told]]) }),
    },
    {
      from,
      to,
      ...(own.proto === undefined ? {} : { protocol: own.proto }),
      ...(own.port === undefined ? {} : { port: own.port }),
    },
  );
  if (options.json) return writeDocument({ ...explanation }, findings, source, options);
  await reportFindings(findings, source, options);
  await writeOut(drawExplanation(explanation, { paint: paintFor(process.stdout, options.color), source }));
  return statusOf(findings, options);
}

function asSaid(host: HostState, { stopped, without }: ExplainOptions): HostState {
  if (without.includes(host.name)) return { name: host.name, addresses: host.addresses, pluto: 'stopped' };
  return stopped.includes(host.name) ? { ...host, pluto: 'stopped', up: [] } : host;
}
