/** An inventory in an editor. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { TextPlace } from '../../diagnostics/diagnostic.ts';
import { docsOf, keyDocs } from '../../inventory/key-docs.ts';
import { readClusterFile } from '../cluster-file.ts';
import type { Passwords } from '../password.ts';
import { type Offer, quickFix, type Service, type Span, spanFrom, type Underlined } from './service.ts';

/** Whether a YAML document is an inventory of ours, and not one of the many other things in YAML. */
export function isInventory(text: string): boolean {
  return /^["'{\s]*nodes["']?\s*:/m.test(text) && /^["'{\s]*version["']?\s*:/m.test(text);
}

/** Nobody is asked while typing: a key that needs a password is a finding. */
const noPasswords: Passwords = { given: () => undefined, ask: async () => undefined };

export function inventoryService(path: string, text: string): Service {
  const rows = text.split(/\r?\n/);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const offsetOf = (line: number, character: number): number => (lines.lineStarts[line] ?? text.length) + character;
  return {
    findings: async () => {
      const { file, findings } = await readClusterFile(path, new Date(), noPasswords, new TextEncoder().encode(text));
      return findings.flatMap((finding): Underlined[] => {
        const place: TextPlace = finding.at.kind === 'text' ? finding.at : file.locate(finding.at.path);
        if (place.file !== path) return [];
        const change = finding.fix === undefined ? undefined : file.textFix(finding.fix);
        const fix = change === undefined ? undefined : quickFix(change);
        return [{ finding, span: spanFrom(rows, place.line, place.column), ...(fix === undefined ? {} : { fix }) }];
      });
    },
    hover: ({ line, character }) => {
      const { path: keys } = pathAt(document.contents, offsetOf(line, character));
      const docs = docsOf(docPath(keys));
      if (docs === undefined) return '';
      const more = [
        ...(docs.default === undefined ? [] : [`Where it is left out: \`${JSON.stringify(docs.default)}\`.`]),
        ...(docs.examples === undefined
          ? []
          : [`For example: ${docs.examples.map((example) => `\`${JSON.stringify(example)}\``).join(', ')}.`]),
      ];
      return [`**${docs.title}**: ${docs.description}`, ...more].join('\n\n');
    },
    complete: ({ line, character }) => keysFor(pathByIndent(rows, line, character)),
    definition: ({ line, character }) => {
      const { path: keys, value } = pathAt(document.contents, offsetOf(line, character));
      const last = keys.at(-1);
      if (
        typeof value !== 'string' ||
        !(last === 'certificate' || last === 'key' || last === 'authority' || last === 'master')
      )
        return undefined;
      const target = resolve(dirname(path), value);
      return existsSync(target) ? { path: target, span: startOfFile } : undefined;
    },
  };
}

const startOfFile: Span = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The way of keys to the node at an offset, and its value where that is a scalar. */
function pathAt(contents: Node | null, offset: number): { readonly path: readonly string[]; readonly value: unknown } {
  const path: string[] = [];
  let node: unknown = contents;
  for (;;) {
    if (isSeq(node)) {
      const item: unknown = node.items.find((each) => holds(each, offset));
      if (item === undefined) return { path, value: undefined };
      node = item;
      continue;
    }
    if (!isMap(node)) return { path, value: isScalar(node) ? node.value : undefined };
    const pair = node.items.find(({ key, value }) => holds(key, offset) || holds(value, offset));
    if (pair === undefined || !isScalar(pair.key)) return { path, value: undefined };
    path.push(String(pair.key.value));
    if (holds(pair.key, offset)) return { path, value: isScalar(pair.value) ? pair.value.value : undefined };
    node = pair.value;
  }
}

function holds(node: unknown, offset: number): boolean {
  const { range } = (node ?? {}) as { range?: readonly number[] | null };
  return range != null && (range[0] as number) <= offset && offset <= (range[1] as number);
}

function docPath(keys: readonly string[]): string {
  return keys.map((key, i) => (keys[0] === 'nodes' && i === 1 ? '*' : key)).join('.');
}

/** The mapping that a line under work belongs to, by its indentation: the line itself need not be YAML yet. */
function pathByIndent(rows: readonly string[], line: number, character: number): readonly string[] {
  let column = /^ */.exec((rows[line] ?? '').slice(0, character))?.[0].length ?? 0;
  const path: string[] = [];
  for (let i = line - 1; i >= 0 && column > 0; i -= 1) {
    const [, indent = '', key] = /^( *)["']?([A-Za-z0-9._-]+)["']?\s*:/.exec(rows[i] ?? '') ?? [];
    if (key === undefined || indent.length >= column) continue;
    path.unshift(key);
    column = indent.length;
  }
  return path;
}

function keysFor(path: readonly string[]): readonly Offer[] {
  // What nodes have in common they have one by one, but for their addresses.
  const isCommon = path.length === 1 && path[0] === 'defaults';
  const below = path.length === 0 ? '' : isCommon ? 'nodes.*.' : `${docPath(path)}.`;
  return Object.entries(keyDocs).flatMap(([key, { title, description }]) => {
    const name = key.slice(below.length);
    return key.startsWith(below) &&
      name !== '' &&
      name !== '*' &&
      !name.includes('.') &&
      !(isCommon && /address/i.test(name))
      ? [{ label: name, detail: title, documentation: description }]
      : [];
  });
}
