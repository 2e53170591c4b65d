/** A line of a log without what the logger put before it. */
export interface LogLine {
  /** The conn that it is about, without the instance. */
  readonly conn?: string;
  /** The address of the peer, where the line is about an instance. */
  readonly peer?: string;
  /** What is said; of a line that is longer than 4,096 characters, its beginning. */
  readonly text: string;
}

const longest = 4096;
/** `Nov 28 08:00:00 host pluto[1234]: `, `2026-11-28T08:00:00+00:00 host pluto[1234]: `; pluto's own time is behind it. */
const logger =
  /^(?:[A-Z][a-z]{2} [ \d]\d [\d:.]{8,15}|\d{4}-\d{2}-\d{2}T[\d:.,+Z-]{8,24}) \S{1,255} [\w.-]{1,64}(?:\[\d{1,10}\])?: /;
const ownTime = /^[A-Z][a-z]{2} [ \d]\d [\d:.]{8,15}: /;
/** The number that whack prints before what it passes on. */
const number = /^\d{3} /;
const about = /^"([^"]{1,512})"(?:\[\d{1,10}\])?(?: ([\d.]{7,15}|[\da-f:.]{2,45}))?(?: #\d{1,10})?: /;

/**
 * Reads a line of journald, syslog, pluto's own file, whack, `ipsec status` or `/proc/net/xfrm_stat`.
 *
 * @see libreswan v5.2, programs/pluto/log.c
 */
export function readLogLine(line: string): LogLine {
  let text = line.length > longest ? line.slice(0, longest) : line;
  for (const before of [logger, ownTime, number]) {
    const found = before.exec(text);
    if (found !== null) text = text.slice(found[0].length);
  }
  if (text.startsWith('| ')) text = '';
  const found = about.exec(text);
  if (found === null) return { text };
  const [whole, conn = '', peer] = found;
  return {
    conn: conn.replace(/\/\d+x\d+$/, ''),
    ...(peer === undefined ? {} : { peer }),
    text: text.slice(whole.length),
  };
}
