/** What `certutil -L` lists of a host's NSS database. */
import { plainNickname } from '../../libreswan/identity/leftcert.ts';
import { type Fact, textFact } from './fact.ts';

/** A line of the list. */
export interface ListedNickname {
  readonly name: string;
  /** Three lists of trust flags, as in `CT,,`: for TLS, mail and code. */
  readonly trust: string;
}

/** `undefined` where the file is no such list. */
export const nicknames: Fact<readonly ListedNickname[] | undefined> = textFact({
  subject: 'NSS nicknames',
  askedOf: 'certified',
  path: 'facts/nicknames.txt',
  read: ({ text }) => ({ value: readNicknames(text), findings: [] }),
});

/**
 * The lines of the list; `undefined` where the text is no such list.
 *
 * @see certutil(1), trust arguments
 */
function readNicknames(text: string): readonly ListedNickname[] | undefined {
  const listed = text.split('\n').flatMap((line): readonly ListedNickname[] => {
    // Cut at the last blank rather than matched: a line of a hostile host may be all blanks.
    const row = line.trimEnd();
    let cut = row.length;
    while (cut > 0 && !/\s/.test(row.charAt(cut - 1))) cut -= 1;
    const trust = cut > 0 ? row.slice(cut) : '';
    const name =
      /^\S/.test(row) && /^[A-Za-z]*,[A-Za-z]*,[A-Za-z]*$/.test(trust) ? row.slice(0, cut).trimEnd() : undefined;
    return name === undefined || /^(Certificate Nickname|SSL)\b/.test(name)
      ? []
      : [{ name: plainNickname(name), trust }];
  });
  return listed.length === 0 && !/^Certificate Nickname\b/m.test(text) ? undefined : listed;
}

/** Whether the database has the private key. */
export function hasKey({ trust }: ListedNickname): boolean {
  return trust.includes('u');
}

/** Whether NSS takes a certificate for an authority because its flags say so, whatever it says itself. Any of the lists will do. */
export function isTrustedAuthority(trust: string | undefined): boolean {
  return /[cCT]/.test(trust ?? '');
}

/** Whether its flags forbid a certificate: a `p` in the first list, which is the one that counts for IPsec. */
export function isDistrusted(trust: string | undefined): boolean {
  return /^[^,cCTP]*p[^,cCTP]*,/.test(trust ?? '');
}
