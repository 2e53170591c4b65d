/** What the readers of forms give to the door. */
import type { HeldCertificate, HeldKey, IdentityFile } from './identity-file.ts';

/** Everything that a file holds, not yet paired. */
export interface Found {
  readonly form: IdentityFile['form'];
  readonly certificates: HeldCertificate[];
  readonly keys: HeldKey[];
  readonly requests: IdentityFile['requests'][number][];
  readonly crls: Uint8Array[];
}

export function nothingFound(form: Found['form']): Found {
  return { form, certificates: [], keys: [], requests: [], crls: [] };
}
