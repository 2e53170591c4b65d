/** What of an ipsec.conf may be secret. None of its keywords takes a secret, so that what is one is there by mistake. */

import { nearest } from '../../bytes/did-you-mean.ts';
import { toLossless } from '../../bytes/lossless-utf8.ts';
import { hasSecretRecord, type Span, secretLooks, soundsSecret } from '../../diagnostics/secret-looks.ts';
import { findKeyword, keywordRows } from '../../libreswan/keyword/keyword.ts';
import { refuseSecrets } from '../text-input.ts';
import { taint } from './taint.ts';

/** The text of a file, and what is not shown of it. */
export interface ConfSecrets {
  readonly text: string;
  readonly spans: readonly Span[];
}

/**
 * Ends the command where a file is a secrets file, or a key; else finds what may be secret in it, and taints that.
 *
 * @param from the file that includes it
 */
export function refuseUnlessConf(name: string, bytes: Uint8Array, from?: string): ConfSecrets {
  const text = toLossless(bytes);
  refuseSecrets(name, text, from);
  const spans: Span[] = [];
  const plain: Span[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
    const line = text.slice(start, end);
    const hidden = hiddenPart(line);
    if (hidden === 'nothing') plain.push([start, start + beforeComment(line)]);
    else if (hidden !== undefined) spans.push([start + hidden, end]);
    start = end + 1;
  }
  let next = 0;
  for (const { span, values } of [...secretLooks(text)].sort((a, b) => a.span[0] - b.span[0])) {
    while ((plain[next]?.[1] ?? text.length) < span[0]) next += 1;
    const [from = text.length, to = 0] = plain[next] ?? [];
    if (from <= span[0] && span[1] <= to) continue;
    spans.push(span);
    for (const value of values) taint(value);
  }
  return { text, spans };
}

/** How long a line is without the comment behind its value. */
function beforeComment(line: string): number {
  const comment = line.slice(line.lastIndexOf('"') + 1).search(/\s#/);
  return comment < 0 ? line.length : line.lastIndexOf('"') + 1 + comment;
}

/** Where on a line that begins which is not shown; `nothing` where all of it is harmless, whatever it looks like. */
function hiddenPart(line: string): number | 'nothing' | undefined {
  if (/^\s*(?:#|$)/.test(line)) return undefined;
  if (/^\uFEFF?(?:conn|config|include|version)\s/.test(line)) return undefined;
  const sign = line.indexOf('=');
  const [word = ''] = /\S+/.exec(line) ?? [];
  if (sign < 0) return isKnown(word) || isNearlyKnown(word) ? line.indexOf(word) + word.length : 0;
  const keyword = line.slice(0, sign).trim();
  const value = line.slice(sign + 1);
  // A record of ipsec.secrets may have come onto the line, where its break was lost.
  if (isKnown(keyword)) return hasSecretRecord(value) ? sign + 1 : 'nothing';
  if (isShownSetting(keyword, value)) return undefined;
  if (soundsSecret(keyword)) taint(value.trim().replace(/^(["'])(.*)\1.*$/, '$2'));
  // What is left of the sign is no keyword either, where it is more than a word.
  return /^[A-Za-z][A-Za-z0-9_-]{0,40}$/.test(keyword) ? sign + 1 : 0;
}

/**
 * Whether the value of a setting may be shown: that of a keyword may, also of one with a letter wrong; of anything else
 * nobody knows what it is.
 */
export function isShownSetting(keyword: string, value: string): boolean {
  if (isKnown(keyword)) return !hasSecretRecord(value);
  return isNearlyKnown(keyword) && !soundsSecret(keyword) && secretLooks(value).length === 0;
}

function isKnown(keyword: string): boolean {
  return findKeyword('conn', keyword) !== undefined || findKeyword('setup', keyword) !== undefined;
}

const names: readonly string[] = [
  ...new Set(
    keywordRows.flatMap(({ section, name }) => (section === 'end' ? [`left${name}`, `right${name}`] : [name])),
  ),
];
const nearly = new Map<string, boolean>();

function isNearlyKnown(keyword: string): boolean {
  if (keyword.length > 40) return false;
  const known = nearly.get(keyword) ?? (keyword.startsWith('x-') || nearest(keyword, names) !== undefined);
  if (nearly.size < 10_000) nearly.set(keyword, known);
  return known;
}
