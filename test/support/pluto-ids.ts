import type { Pluto } from './pluto.ts';

/** What a real pluto made of the text of an ID. */
export interface ReadId {
  /** Type as pluto names it, such as `ID_DER_ASN1_DN`; `undefined` where the conn was not loaded. */
  readonly type: string | undefined;
  /** The ID as `ipsec status` shows it. */
  readonly shown: string | undefined;
  /** The DER that pluto logged, in lower-case hexadecimal digits; only for text that it read as a DN. */
  readonly derHex: string | undefined;
}

/**
 * Loads one conn for each text with it as `rightid=`, in quotes, and asks pluto what it understood. The pluto must run with
 * `debug: ['base']` and the address 10.0.0.1, and the texts must not hold a double quote or a line break.
 */
export function readIds(pluto: Pluto, texts: readonly string[]): readonly ReadId[] {
  const conns = texts.map(
    (text, i) => `conn id${i}\n\tleft=10.0.0.1\n\tright=10.0.1.${(i % 250) + 1}\n\trightid="${text}"\n\tauto=add\n`,
  );
  pluto.write('ipsec.conf', `config setup\n${conns.join('')}`);
  pluto.news();
  const loaded = pluto.load();
  const log = pluto.news();
  const status = pluto.whack('--status').stdout;
  for (let i = 0; i < texts.length; i += 1) pluto.whack('--name', `id${i}`, '--delete');
  if (loaded.status !== 0) throw new Error(`addconn: ${loaded.stdout}${loaded.stderr}`);
  const ders = dumps(log);
  return texts.map((_, i) => {
    const line = new RegExp(`^(?:000 )?"id${i}": .*their idtype: (\\S+); their id=(.*)$`, 'm').exec(status);
    // From 5.3 the types are shown without ID_.
    const type = line?.[1]?.replace(/^(?!ID_|%)/, 'ID_');
    return { type, shown: line?.[2], derHex: ders.get(i) };
  });
}

/** `ASCII to DN =>` and the bytes that follow, by the number of the conn that was being added. */
function dumps(log: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let conn = -1;
  let collecting = false;
  for (const line of log.split('\n')) {
    const adding = /(?:whack: connection|add-connection|add: start:) ['"]id(\d+)['"]|start: .*\bname=id(\d+) /.exec(
      line,
    );
    if (adding !== null) conn = Number(adding[1] ?? adding[2]);
    // Bytes stand one or two blanks apart; 5.2 shows them as text as well, three blanks further on.
    const bytes = /^\| {3}((?:[0-9a-f]{2} {1,2}){0,15}[0-9a-f]{2})(?: {3,}.*)?$/.exec(line)?.[1];
    if (collecting && bytes !== undefined) {
      found.set(conn, (found.get(conn) ?? '') + bytes.replace(/\s/g, ''));
    } else {
      collecting = line.includes('ASCII to DN =>');
      if (collecting) found.delete(conn);
    }
  }
  return found;
}
