/**
 * GitLab's Code Quality report.
 *
 * @see GitLab documentation, "Code Quality", the format of a custom tool's report
 */
import { placeText } from '../../diagnostics/format.ts';
import { fingerprints } from '../fingerprint.ts';
import type { ReportFormat } from '../report.ts';

const severities = { error: 'critical', warning: 'minor', info: 'info' } as const;

export const gitlab: ReportFormat = {
  kind: 'json',
  name: 'gitlab',
  description: "GitLab's Code Quality report",
  document: ({ findings }) => {
    const numbers = fingerprints(findings);
    return findings.map(({ code, severity, message, at, hint }, i) => ({
      description: hint === undefined ? message : `${message}; ${hint}`,
      check_name: code,
      fingerprint: numbers[i],
      severity: severities[severity],
      location:
        at.kind === 'text'
          ? { path: at.file.replace(/^\.\//, ''), lines: { begin: at.line } }
          : { path: placeText(at), lines: { begin: 1 } },
    }));
  },
};
