/** The words that say which packet is asked about. */
import { type Command, InvalidArgumentError } from 'commander';
import { protocolNumber } from '../../firewall/protocol-numbers.ts';
import { readRelease } from '../release-option.ts';

/** Adds `--proto`, `--port` and `--libreswan`. */
export function withPacketOptions(command: Command): Command {
  return command
    .option('--proto <protocol>', 'tcp, udp, icmp or a number; an echo where nothing is given', readProtocol)
    .option('--port <number>', 'the port at the other end', readPort)
    .option('--libreswan <release>', 'the release of hosts of which nothing says it', readRelease);
}

function readProtocol(text: string): number {
  const number = protocolNumber(text);
  if (number === undefined) throw new InvalidArgumentError('must be tcp, udp, icmp or the number of a protocol');
  return number;
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new InvalidArgumentError('must be a port, 1 to 65535');
  return port;
}
