/** For what a certificate is checked, and how a check reports. */
import type { DiagnosticCode, DiagnosticExtras, Place } from '../diagnostics/diagnostic.ts';

/** What a certificate is checked for. */
export interface CertificateUse {
  /** The time at which it must be valid. */
  readonly now: Date;
  /** `host`: the end entity that pluto authenticates with; `authority`: what signs such certificates. */
  readonly role: 'host' | 'authority';
  /** Where findings are placed; where the certificate was read when omitted. */
  readonly at?: Place;
}

/** Adds a finding at the place of the certificate. */
export type Report = (code: DiagnosticCode, message: string, extras?: DiagnosticExtras) => void;
