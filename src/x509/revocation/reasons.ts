/** Why certificates are revoked. @see RFC 5280 §5.3.1 */
/** By their numbers; 7 is not used. */
export const reasons: readonly (string | undefined)[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

/** The number of a reason in a list; `undefined` where there is none of that name. */
export function reasonNumber(reason: string): number | undefined {
  const number = reasons.indexOf(reason);
  return number === -1 ? undefined : number;
}
