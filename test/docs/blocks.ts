/** The fenced blocks of the documentation. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Block {
  /** `docs/mtu.md:8`, the line of the fence. */
  readonly where: string;
  readonly file: string;
  /** The heading that it is below. */
  readonly section: string;
  /** What is written behind the fence first; empty for none. */
  readonly language: string;
  /** To be run on every host, one after the other, as `host` behind the language says. */
  readonly onHosts: boolean;
  /** Why it cannot be run here, as `norun: REASON` behind the language says. */
  readonly norun: string | undefined;
  readonly text: string;
}

/** Every block of README and docs but the reports of the API, which are made. */
export function blocksOfDocs(): readonly Block[] {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).sort();
  const files = pages.filter((name) => name.endsWith('.md') && !name.startsWith('api-report'));
  return ['README.md', ...files.map((name) => `docs/${name}`)].flatMap((file) =>
    blocksIn(file, readFileSync(file, 'utf8')),
  );
}

/** The blocks in the text of a file; those in a list are indented, and their lines as much. */
export function blocksIn(file: string, text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let section = '';
  for (let i = 0; i < lines.length; i += 1) {
    const [, indent = '', language = '', host, norun] =
      /^( *)```(\w*)( host)?(?: norun: (.+))?$/.exec(lines[i] ?? '') ?? [];
    if (!/^ *```/.test(lines[i] ?? '')) {
      section = /^#+ `?(.*?)`?$/.exec(lines[i] ?? '')?.[1] ?? section;
      continue;
    }
    const end = lines.indexOf(`${indent}\`\`\``, i + 1);
    if (end < 0) throw new Error(`${file}:${i + 1}: the block has no end`);
    const inside = lines.slice(i + 1, end).map((line) => line.slice(indent.length));
    blocks.push({
      where: `${file}:${i + 1}`,
      file,
      section,
      language,
      onHosts: host !== undefined,
      norun,
      text: inside.join('\n'),
    });
    i = end;
  }
  return blocks;
}
