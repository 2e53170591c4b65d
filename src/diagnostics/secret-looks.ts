/** What a secret looks like, wherever it is: in a comment, on a line of a broken file, in a file given by mistake. */

/** A range of a text that may be secret: from, to. */
export type Span = readonly [number, number];

/** Something that may be secret: where nothing is shown, and which of it is a value that may turn up elsewhere. */
export interface SecretLook {
  readonly span: Span;
  readonly values: readonly string[];
}

/** Names of settings that hold a secret: `psk`, `leftpassword`, `pre-shared-key`, and these with a letter wrong. */
const secretName =
  /psk|secret|passw|passphr|pre-?shared|priv|credential|^(?:key|master|pin|token)$|(?:master|priv)[_-]?key/i;
const secretWords = ['psk', 'secret', 'password', 'passwd', 'passphrase', 'preshared', 'privatekey', 'master'];

/** Whether a name is one for a secret, or nearly one. */
export function soundsSecret(name: string): boolean {
  if (secretName.test(name)) return true;
  const bare = name
    .slice(0, 40)
    .toLowerCase()
    .replace(/^(?:left|right)|[^a-z]/g, '');
  return secretWords.some((word) => word.length > 4 && isNear(bare, word));
}

/** One letter added, left out, changed, or two exchanged. */
function isNear(name: string, word: string): boolean {
  if (Math.abs(name.length - word.length) > 1) return false;
  let at = 0;
  while (at < name.length && name[at] === word[at]) at += 1;
  let [from, to] = [name.length, word.length];
  while (from > at && to > at && name[from - 1] === word[to - 1]) [from, to] = [from - 1, to - 1];
  const [here, there] = [name.slice(at, from), word.slice(at, to)];
  return (here.length <= 1 && there.length <= 1) || (here.length === 2 && here[0] === there[1] && here[1] === there[0]);
}

/** The kinds of records in ipsec.secrets of libreswan and strongSwan, with a value behind. */
const record =
  /(?<![A-Za-z0-9_-])(?:PSK|XAUTH|NTLM|EAP|PPKS?|PIN|SHAREDKEY|ECDSA|RSA|PKCS8|P12|BLISS|Ed25519)(?:[ \t]*["'{][^\n]*|[ \t]+(?:0[xs])?[A-Za-z0-9+/=_]{8,}[^\n]*)|(?<![A-Za-z0-9_-])(?:PSK|XAUTH|NTLM|PPK|PIN)[ \t]+[^\s#|][^\n]*/gi;
/** A PEM block of a private key up to its end, or to the end of the text. */
const keyBlock =
  /-{2,}[ \t]*BEGIN [^\n-]{0,64}\bKEY\b[\s\S]*?(?:-{2,}[ \t]*END [^\n-]{0,64}\bKEY\b[-\t ]*|$(?![\s\S]))/g;
/** Thirty-two digits are 128 bits. */
const hex = /(?<![A-Za-z0-9+/=])(?:0[xX])?[0-9A-Fa-f]{32,}(?![A-Za-z0-9+/=])/g;
const base64 = /(?<![A-Za-z0-9+/_-])(?:0s)?[A-Za-z0-9+/_-]{40,}={0,2}/g;
const named = /([A-Za-z][A-Za-z0-9_.-]{0,60})["']?[ \t]*[:=][ \t]*(?=[^\s])/g;
const publicKey = /BEGIN [^\n-]*PUBLIC KEY/;

/** Everything in a text that may be secret by its looks alone. */
export function secretLooks(text: string): readonly SecretLook[] {
  const looks: SecretLook[] = [];
  const found = (pattern: RegExp, valuesOf: (match: string) => readonly string[] | undefined): void => {
    for (const match of text.matchAll(pattern)) {
      const values = valuesOf(match[0]);
      if (values !== undefined) looks.push({ span: [match.index, match.index + match[0].length], values });
    }
  };
  found(keyBlock, (block) =>
    publicKey.test(block) ? undefined : block.split(/\s+/).filter((line) => line.length > 20),
  );
  found(record, (line) => quoted(line.replace(/^[A-Za-z0-9]+[ \t]*/, '')));
  found(hex, (digits) => [digits]);
  found(base64, (run) => (/[0-9]/.test(run) && /[A-Z]/.test(run) && /[a-z]/.test(run) ? [run] : undefined));
  for (const match of text.matchAll(named)) {
    if (!soundsSecret(match[1] ?? '')) continue;
    const from = match.index + match[0].length;
    const end = text.indexOf('\n', from);
    looks.push({ span: [from, end < 0 ? text.length : end], values: [] });
  }
  return looks;
}

/** Whether a text has a record of ipsec.secrets. */
export function hasSecretRecord(text: string): boolean {
  return text.search(record) >= 0;
}

/** The value at the beginning of a line, without its quotes. */
function quoted(text: string): readonly string[] {
  const inside = /^"([^"\n]*)"|^'([^'\n]*)'|^\{([^}\n]*)\}?/.exec(text);
  return [(inside?.[1] ?? inside?.[2] ?? inside?.[3] ?? text.split(/[ \t]/)[0] ?? '').trim(), text.trim()];
}
