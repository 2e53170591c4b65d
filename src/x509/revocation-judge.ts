/** Who judges revocation: `swanmesh/pki` does, which a caller hands in so that nothing else carries its libraries. */
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import type { PlacedCertificate } from './check-serials.ts';
import type { SignatureVerifier } from './signature.ts';

/** Everything that revocation depends on. */
export interface RevocationQuestion {
  readonly certificates: readonly PlacedCertificate[];
  readonly authorities: readonly Certificate[];
  /** The lists as PEM text, each with its place. */
  readonly lists: readonly { readonly text: string; readonly at: Place }[];
  readonly now: Date;
  readonly verifier: SignatureVerifier;
  /** Whether hosts insist on a fresh list of every authority (`crl-strict=yes`). */
  readonly strict: boolean;
  /** Whether a host of a URL, name or address, is only reached through the mesh. */
  readonly isInMesh: (host: string) => boolean;
}

/** Gives what is wrong, in the order of the question. */
export type RevocationJudge = (question: RevocationQuestion) => Promise<readonly Diagnostic[]>;
