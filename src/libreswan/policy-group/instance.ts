import type { GroupTarget } from './document.ts';

/**
 * The name of the conn that pluto makes of a group conn for one of its targets.
 *
 * @example groupInstanceName('private', { prefix }) // 'private#10.0.0.0/8'
 * @example groupInstanceName('private', { prefix, traffic }) // 'private#10.0.0.0/8-(0--6--443)'
 */
export function groupInstanceName(conn: string, { prefix, traffic }: GroupTarget): string {
  const ports = traffic && `-(${traffic.sourcePort}--${traffic.protocol}--${traffic.destinationPort})`;
  return `${conn}#${prefix}${ports ?? ''}`;
}
