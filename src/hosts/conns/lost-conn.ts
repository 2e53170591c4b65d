import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';

/** `verify/conn-lost`: why a host does not load a conn, as the reader of its files says. A conn that is replaced has its own code. */
export function lostConn(reasons: readonly Diagnostic[]): readonly Diagnostic[] {
  return reasons.map(({ code, severity, at, message, hint, fix, related }) =>
    diagnostic(code === 'verify/duplicate-conn' ? code : 'verify/conn-lost', at, message, {
      severity,
      ...(hint === undefined ? {} : { hint }),
      fix,
      ...(related === undefined ? {} : { related }),
    }),
  );
}
