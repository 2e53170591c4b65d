/** Certificates and keys of an inventory that stand in files of other forms: brought into PEM, as the library takes them. */
import { type Diagnostic, diagnostic, type Result, valueAt } from '../diagnostics/diagnostic.ts';
import { authoritiesIn, hostCertificateIn, keyIn } from './identity-source.ts';
import type { InventoryFile } from './inventory-file.ts';
import type { ClosedFile } from './named-files.ts';
import type { Passwords } from './password.ts';
import { pemOf } from './pem-text.ts';

/** Puts the text of each such file into the inventory's value; what cannot be opened is a finding at its path. */
export async function openClosedFiles({ closed }: InventoryFile, passwords: Passwords): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  for (const file of closed) {
    const read = await pemTextOf(file, passwords);
    // The place in the inventory says more than one in a binary file.
    for (const each of read.findings.map((finding) => ({ ...finding, at: valueAt(...file.path) }))) findings.push(each);
    if (read.kind === 'ok') file.put(read.value);
    else findings.push(unreadable(file, read.findings));
  }
  return findings;
}

async function pemTextOf({ path, name, bytes }: ClosedFile, passwords: Passwords): Promise<Result<string>> {
  switch (path.at(-1)) {
    case 'key': {
      const read = await keyIn(name, bytes, passwords);
      return read.kind === 'failed' ? read : { ...read, value: pemOf('PRIVATE KEY', read.value.pkcs8.reveal()) };
    }
    case 'certificate': {
      const read = await hostCertificateIn(name, bytes, passwords);
      return read.kind === 'failed' ? read : { ...read, value: pemOf('CERTIFICATE', read.value.certificate.der) };
    }
    default: {
      const read = await authoritiesIn(name, bytes, passwords);
      if (read.kind === 'failed') return read;
      return { ...read, value: read.value.map(({ der }) => pemOf('CERTIFICATE', der)).join('') };
    }
  }
}

function unreadable({ path, name }: ClosedFile, [first]: readonly Diagnostic[]): Diagnostic {
  // The value may be the key itself, where its path was meant.
  const file = path.at(-1) === 'key' ? 'the file that key names' : `the file ${JSON.stringify(name.slice(0, 200))}`;
  const why = first === undefined ? 'it is of no form that is read' : first.message;
  return diagnostic('inventory/file-unreadable', valueAt(...path), `${file} cannot be read: ${why}`, {
    hint: "paths are relative to the inventory's own folder",
  });
}
