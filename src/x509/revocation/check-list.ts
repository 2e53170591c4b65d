/** Whether a revocation list counts: who signed it, and how old it is. @see RFC 5280 §6.3.3 */
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Certificate } from '../certificate.ts';
import type { SignatureAnswers } from '../check-signatures.ts';
import { isoSecond } from '../iso-second.ts';
import { nameText } from '../name-text.ts';
import { maySignList } from './may-sign-list.ts';
import { isCurrentList } from './nss-lists.ts';
import type { RevocationList } from './revocation-list.ts';

/** What is said of a list that is missing or stale: an error where hosts insist on lists. */
export type ListWeight = { readonly severity?: 'error' };

/**
 * One of the authorities signed the list, and may sign lists.
 *
 * Codes: `pki/crl-unusable`, `x509/bad-signature`, `x509/signature-not-checked` (a warning: the list is used).
 */
export function checkListSignature(
  list: RevocationList,
  authorities: readonly Certificate[],
  signatures: SignatureAnswers | undefined,
): readonly Diagnostic[] {
  const { at, signatureAlgorithm } = list;
  const by = nameText(list.issuer).slice(0, 120);
  const named = authorities.filter((authority) => maySignList(authority, list));
  if (named.length === 0) {
    const message = `the revocation list must be of one of the given authorities, not of ${by}`;
    return [diagnostic('pki/crl-unusable', at, message)];
  }
  const allowed = named.filter(({ keyUsage }) => keyUsage.length === 0 || keyUsage.includes('cRLSign'));
  if (allowed.length === 0) {
    const message = `the key usage of ${by} must allow cRLSign, else nobody uses its revocation list`;
    return [diagnostic('pki/crl-unusable', at, message)];
  }
  const answers = allowed.map((authority) => signatures?.(list, authority) ?? 'not-asked');
  if (answers.includes('valid')) return [];
  if (answers.includes('unsupported')) {
    const why = `the verifier does not know ${signatureAlgorithm} with this key`;
    return [diagnostic('x509/signature-not-checked', at, `the signature should be checked, but ${why}`)];
  }
  if (answers.includes('not-asked')) {
    const message = 'the signature should be checked, but no verifier was given';
    return [diagnostic('x509/signature-not-checked', at, message)];
  }
  return [
    diagnostic('x509/bad-signature', at, `signature is not by ${by}`, {
      hint: 'the list was changed, or another authority of the same name signed it',
    }),
  ];
}

/** `x509/crl-stale`: a list holds now. */
export function checkListAge(list: RevocationList, now: Date, weight: ListWeight): readonly Diagnostic[] {
  const { thisUpdate, nextUpdate, at } = list;
  if (thisUpdate > now) {
    const message = `the revocation list is dated ${isoSecond(thisUpdate)}, which is still to come`;
    return [diagnostic('x509/crl-stale', at, message, weight)];
  }
  if (nextUpdate === undefined || isCurrentList(list, now)) return [];
  return [
    diagnostic('x509/crl-stale', at, `a newer revocation list was due at ${isoSecond(nextUpdate)}`, {
      ...weight,
      hint: 'fetch the new one; what was revoked since is not in this one',
    }),
  ];
}
