/** ASCII letters in lower case, all else as it is, as in the C locale: the sign for Kelvin is no `k`. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
