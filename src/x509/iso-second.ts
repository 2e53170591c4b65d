/** A time as sentences and documents have it (RFC 3339), to the second: `2030-01-01T00:00:00Z`. */
export function isoSecond(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
