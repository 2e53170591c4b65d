/** Whether a type of ICMP or ICMPv6, by number or name, is that of an echo or of its answer, or stands for every type. */
export function isEcho(type: string): boolean {
  return ['0', '8', '128', '129', 'any', 'ping', 'pong', 'echo-request', 'echo-reply'].includes(type);
}
