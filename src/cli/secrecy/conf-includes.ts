import { toUtf8 } from '../../bytes/utf8.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Includer } from '../../libreswan/ipsec-conf/load/load.ts';
import { includesBelow } from '../includes.ts';
import { refuseUnlessConf } from './conf-taint.ts';

/** The files that an ipsec.conf includes; one that holds secrets ends the command, as the first one would. */
export function confIncludes(root: string, findings: Diagnostic[]): Includer {
  const include = includesBelow(root, findings);
  return (pattern, from) => {
    const files = include(pattern, from);
    for (const { file, input } of files) {
      const bytes = typeof input === 'string' ? toUtf8(input) : input;
      refuseUnlessConf(file, bytes, from);
    }
    return files;
  };
}
