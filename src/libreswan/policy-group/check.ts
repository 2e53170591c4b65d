import { shown as excerpt } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { lineBuffer } from '../record-lexer.ts';
import { atLeast, type Release } from '../release.ts';
import type { GroupFault, GroupLine, GroupTarget, PolicyGroupFile } from './document.ts';
import { groupInstanceName } from './instance.ts';

/**
 * What the release that a policy-group file was parsed for does with each line: ignores it, reads another network than
 * stands there, or loses the rest of the file.
 *
 * Finds `libreswan/group-truncated`, `libreswan/group-entry`, `libreswan/group-ambiguous`, `libreswan/group-host-bits`,
 * `libreswan/group-duplicate`, `libreswan/long-line`.
 *
 * @example checkPolicyGroup(parsePolicyGroup('10.0.0.0/8 tcp\n10.9.0.0/16\n', '4.10')) // [{ code: 'libreswan/group-truncated', … }]
 * @see libreswan `programs/pluto/foodgroups.c`
 */
export function checkPolicyGroup(document: PolicyGroupFile): readonly Diagnostic[] {
  const { entries, release } = document;
  const lines = entries.filter((entry): entry is GroupLine => entry.kind === 'line');
  const lost = lines.filter(({ fate }) => fate === 'lost').length;
  const seen = new Map<string, GroupLine>();
  return lines.flatMap((line) => {
    if (line.fate === 'lost') return [];
    const faults = line.faults.map((fault) => judgeFault(fault, line, lost, release));
    const repeated = line.fate === 'read' ? line.targets.flatMap((target) => judgeRepeated(target, line, seen)) : [];
    return [...faults, ...repeated];
  });
}

const stopping: Readonly<Partial<Record<GroupFault['kind'], string>>> = {
  indented: 'the first line must not be indented',
  protocol: 'behind a prefix there must be a protocol number (not 0, 50 or 51), or nothing',
  port: 'a port must be a number from 0 to 65535',
  'missing-port': 'behind a protocol there must be a source port and a destination port, 0 for any',
  garbage: 'nothing may follow the destination port',
  quoted: 'a word must not be quoted before 4.10',
};

function judgeFault({ kind, at, text }: GroupFault, { fate }: GroupLine, lost: number, release: Release): Diagnostic {
  const shown = excerpt(text);
  const stop = stopping[kind];
  if (kind === 'overflow') {
    const message = `a line must be at most ${lineBuffer} bytes long; what follows from here is read as a line of its own`;
    return diagnostic('libreswan/long-line', at, message);
  }
  if (fate === 'stops' && stop !== undefined) {
    const more = lost === 0 ? 'this entry' : `this entry and the rest of the file (${lost} more)`;
    const message = `${stop}, not ${shown}; libreswan ${release} drops ${more}`;
    return diagnostic('libreswan/group-truncated', at, message, {
      hint: 'write one prefix a line, in the first column; a second prefix and an indented line are taken for a protocol',
    });
  }
  if (kind === 'host-bits') return judgeHostBits(shown, at, release);
  if (kind === 'ambiguous') {
    const message = `an entry must be an address or a prefix written in full; ${shown} is not the same network on every release`;
    return diagnostic('libreswan/group-ambiguous', at, message, { hint: 'write it like 10.1.0.0/16' });
  }
  const reason = kind === 'family' ? 'libreswan 3.15 reads no IPv6 there' : `libreswan ${release} ignores it`;
  const message = `an entry must be an address or a prefix, not ${shown}; ${reason}`;
  const hint = text.endsWith(':')
    ? { hint: 'write an address that ends in :: with its length, such as fe80::/64' }
    : {};
  return diagnostic('libreswan/group-entry', at, message, hint);
}

function judgeHostBits(shown: string, at: GroupFault['at'], release: Release): Diagnostic {
  const zeroed = atLeast(release, '5.0') || !atLeast(release, '3.25');
  const consequence = zeroed ? `libreswan ${release} clears them in ${shown}` : `libreswan ${release} ignores ${shown}`;
  const message = `the host bits of a prefix must be zero; ${consequence}`;
  return diagnostic('libreswan/group-host-bits', at, message, { severity: zeroed ? 'warning' : 'error' });
}

function judgeRepeated(target: GroupTarget, line: GroupLine, seen: Map<string, GroupLine>): readonly Diagnostic[] {
  const name = groupInstanceName('', target);
  const first = seen.get(name);
  if (first === undefined) {
    seen.set(name, line);
    return [];
  }
  const related = [{ at: first.at, message: 'the first of them' }];
  return [
    diagnostic('libreswan/group-duplicate', line.at, `${target.prefix} should stand in a group once`, { related }),
  ];
}
