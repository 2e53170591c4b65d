/** IDs that leave it open who somebody is: pluto takes the address instead, where it knows one. */
export function isUnsetId(text: string): boolean {
  return text === '%any' || text === '%none' || text === '0.0.0.0';
}
