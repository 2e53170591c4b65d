import { packageFile } from './package-file.ts';

/** The version of this package, as its package.json says. */
export function version(): string {
  return String((JSON.parse(packageFile('package.json')) as { version?: unknown }).version);
}
