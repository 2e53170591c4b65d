/** Versions of NSS, which decide what libreswan can do with keys. */

declare const nssVersionBrand: unique symbol;

/** Two or three numbers, such as `3.118.1`. Only `readNssVersion` makes one. */
export type NssVersion = string & { readonly [nssVersionBrand]: true };

/** ML-KEM in libreswan 5.4 wants this NSS or a newer one (libreswan 5.4 `CHANGES`, `mk/config.mk`). */
export const firstNssWithMlKem: NssVersion = '3.118.1' as NssVersion;

/**
 * The version at the beginning of a text: what a package has behind it, such as `-2.el9` and a Debian epoch before it, is set aside.
 *
 * @example readNssVersion('2:3.87.1-1+deb12u1') // '3.87.1'
 */
export function readNssVersion(text: string): NssVersion | undefined {
  const version = /^(?:\d{1,4}:)?(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)(?![\d.])/.exec(text.trim())?.[1];
  return version as NssVersion | undefined;
}

/** Whether `version` is `floor` or newer; a number that is not there is 0. */
export function isNssAtLeast(version: NssVersion, floor: NssVersion): boolean {
  const [a, b] = [version, floor].map((each) => each.split('.').map(Number));
  for (const i of [0, 1, 2]) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
