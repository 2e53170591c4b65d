/** What of an inventory is or may be secret: by its structure where it could be parsed, and by its looks. */
import { type Document, isAlias, isScalar, type Node, type Pair, visit } from 'yaml';
import { type Span, secretLooks, soundsSecret } from '../../diagnostics/secret-looks.ts';
import { looksRandom, taint, taintWhole } from './taint.ts';

/** What was found in one inventory. */
export interface InventorySecrets {
  /** Nothing of these is shown in an excerpt. */
  readonly spans: readonly Span[];
  /** Values under `psk`, `key` and the like. Those that are paths of files are not secret, once the files were read. */
  readonly values: ReadonlySet<string>;
}

/** Finds what may be secret, and taints what is so by its looks. */
export function findInventorySecrets(text: string, document: Document.Parsed): InventorySecrets {
  const looks = secretLooks(text);
  for (const { values } of looks) for (const value of values) taintValue(value);
  const spans: Span[] = looks.map(({ span }) => span);
  const values = new Set<string>();
  const take = (node: Node | null | undefined): void => {
    if (node === null || node === undefined) return;
    if (node.range) spans.push([node.range[0], node.range[1]]);
    visit(node, {
      Scalar: (_, scalar) => {
        const value = String(scalar.source ?? scalar.value);
        if (value !== 'master') values.add(String(scalar.value)).add(value);
      },
      Alias: (_, alias) => {
        values.add(alias.source);
        const target = alias.resolve(document);
        if (isScalar(target)) values.add(String(target.value));
        if (target?.range) spans.push([target.range[0], target.range[1]]);
      },
    });
  };
  visit(document, {
    Pair: (_, pair) => {
      if (soundsSecret(nameOf(pair, document))) take(pair.value as Node | null);
    },
  });
  if (document.errors.length > 0) for (const span of brokenSpans(text)) spans.push(span);
  return { spans, values };
}

function nameOf({ key }: Pair, document: Document.Parsed): string {
  const scalar = isAlias(key) ? key.resolve(document) : key;
  return isScalar(scalar) ? String(scalar.value) : '';
}

/** Taints values under `psk` and `key`, but those that were read as files. */
export function taintInventoryValues({ values }: InventorySecrets, read: ReadonlySet<string>): void {
  for (const value of values) if (!read.has(value)) taintValue(value);
}

function taintValue(value: string): void {
  if (isPathLike(value)) taintWhole(value);
  else for (const line of value.split(/\r?\n/)) taint(line.trim());
}

/** Whether a text is rather the path of a file, which has pieces in common with other paths. */
function isPathLike(value: string): boolean {
  return (
    /^[^\s"'{}]{1,255}$/.test(value) &&
    /[./]/.test(value) &&
    value.split(/[^A-Za-z0-9+=]/).every((part) => part.length < 20 || !looksRandom(part))
  );
}

const vocabulary =
  'version|name|mode|auth|libreswan|authority|network|linkMtu|overlay|ipsec|esp|ike|groups|infrastructure|management|' +
  'firewall|links|onHost|nodes|role|address|otherAddresses|certificate|nickname|platform|interface';
const anyKey = new RegExp(`(?:^|[\\s{,])["']?(?:(psk|master|key)|${vocabulary})["']?[ \\t]*:`, 'gm');

/**
 * Where YAML is broken its structure says nothing: from a secret's key on everything may be the secret, up to the next key
 * that only an inventory has.
 */
function brokenSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (const match of text.matchAll(anyKey)) {
    if (match[1] !== undefined) from ??= match.index + match[0].length;
    else if (from !== undefined) {
      spans.push([from, match.index]);
      from = undefined;
    }
  }
  if (from !== undefined) spans.push([from, text.length]);
  return spans;
}
