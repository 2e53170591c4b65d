/**
 * The work that a file may ask for. Whoever wrote it chose how often a password is hashed, so a hostile one could ask for
 * hours; every derivation is paid from one purse for the whole file, before it begins.
 */

/** What is left. */
export interface Purse {
  rounds: number;
}

/**
 * Rounds for one file. NSS writes 600,000 three times (SHA-256, read in about 3 s without WebCrypto), OpenSSL 2,048; a key
 * on its own may have a few million.
 */
export const maxRounds = 10_000_000;

export function newPurse(): Purse {
  return { rounds: maxRounds };
}

/** Whether the work could be paid; what cannot be paid must not be done. */
export function pay(purse: Purse, rounds: number): boolean {
  if (!(rounds >= 1 && rounds <= purse.rounds)) return false;
  purse.rounds -= rounds;
  return true;
}
