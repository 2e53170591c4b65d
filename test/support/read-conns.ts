/**
 * Reads the conns of a rendered file with the simplest reader that can: it knows only what our printer writes, and refuses
 * everything else, so that a line too many cannot pass unseen.
 */
export function readConns(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const conns = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    if (line === '' || line.startsWith('# ')) continue;
    const header = /^conn ([A-Za-z_][A-Za-z0-9._-]*)$/.exec(line);
    if (header !== null) {
      const name = header[1] as string;
      if (conns.has(name)) throw new Error(`conn ${name} twice`);
      current = new Map();
      conns.set(name, current);
      continue;
    }
    const setting = /^\t([a-z0-9-]+)=(?:"([^"\n]*)"|([^\s"{}]+))$/.exec(line);
    if (setting === null || current === undefined) throw new Error(`unexpected line ${JSON.stringify(line)}`);
    const [, keyword, quoted, bare] = setting;
    if (current.has(keyword as string)) throw new Error(`${keyword} twice`);
    current.set(keyword as string, (quoted ?? bare) as string);
  }
  return conns;
}

/** The conns that are loaded, each with what it takes by `also=`. */
export function resolvedConns(text: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const conns = readConns(text);
  const resolved = new Map<string, Readonly<Record<string, string>>>();
  for (const [name, own] of conns) {
    if (!own.has('auto')) continue;
    const also = own.get('also');
    const settings = {
      ...Object.fromEntries(also === undefined ? [] : (conns.get(also) ?? [])),
      ...Object.fromEntries(own),
    };
    delete settings.also;
    resolved.set(name, settings);
  }
  return resolved;
}
