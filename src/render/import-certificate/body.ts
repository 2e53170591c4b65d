import { importArguments } from './arguments.ts';
import { importBundle } from './bundle.ts';
import { importDatabase } from './database.ts';
import { importReplace } from './replace.ts';
import { importSafety } from './safety.ts';

/**
 * The part of `import-certificate.sh` that is the same on every host: a POSIX shell script without its head of values.
 * It needs openssl, certutil and pk12util, all of which libreswan's packages bring along. Its parts are one script, in
 * this order: a later one uses the functions and variables of those before it.
 */
export const importCertificateBody: string = [
  importArguments,
  importSafety,
  importDatabase,
  importBundle,
  importReplace,
].join('');
