/** For what a certificate is checked, and how a check reports. */
import type { DiagnosticCode, DiagnosticExtras, Place } from '../diagnostics/diagnostic.ts';
import type { UsageProfile } from './usage-profile.ts';

/** What a certificate is checked for. */
export interface CertificateUse {
  /** The time at which it must be valid. */
  readonly now: Date;
  /** `host`: the end entity that pluto authenticates with; `authority`: what signs such certificates. */
  readonly role: 'host' | 'authority';
  /** For what the releases of the mesh have NSS verify certificates (`usageProfiles`); each must be satisfied. Not asked when omitted. */
  readonly usages?: readonly UsageProfile[];
  /** Days before its end from which on that is a finding; 30 when omitted, 0 for never. */
  readonly expiryWarning?: number;
  /** Where findings are placed; where the certificate was read when omitted. */
  readonly at?: Place;
}

/** Adds a finding at the place of the certificate. */
export type Report = (code: DiagnosticCode, message: string, extras?: DiagnosticExtras) => void;
