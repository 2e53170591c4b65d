// The few functions of node-forge that are used. @types/node-forge would bring Node's globals into the whole core.
declare module 'node-forge/lib/rc2.js' {
  import type { Cipher } from 'node-forge/lib/util.js';

  const rc2: { createDecryptionCipher(key: string, bits: number): Cipher };
  export default rc2;
}

declare module 'node-forge/lib/des.js' {}

declare module 'node-forge/lib/cipher.js' {
  import type { Cipher } from 'node-forge/lib/util.js';

  const cipher: { createDecipher(algorithm: 'DES-CBC' | '3DES-CBC', key: string): Cipher };
  export default cipher;
}

declare module 'node-forge/lib/md.all.js' {
  import type { Digest } from 'node-forge/lib/util.js';

  interface Digests {
    readonly algorithms: Readonly<Record<'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512', { create(): Digest }>>;
  }
  const md: Digests;
  export default md;
}

declare module 'node-forge/lib/pbe.js' {
  import type { ByteBuffer, Digest } from 'node-forge/lib/util.js';

  const pbe: {
    generatePkcs12Key(
      password: string | null,
      salt: ByteBuffer,
      purpose: number,
      iterations: number,
      length: number,
      digest: Digest,
    ): ByteBuffer;
    opensslDeriveBytes(password: string, salt: string | null, length: number, digest?: Digest): string;
  };
  export default pbe;
}

declare module 'node-forge/lib/util.js' {
  /** Bytes as a string of characters below U+0100, with a read position. */
  export interface ByteBuffer {
    getBytes(): string;
  }
  export interface Digest {
    update(bytes: string): void;
    digest(): ByteBuffer;
  }
  export interface Cipher {
    start(options: { iv: string } | string): void;
    update(input: ByteBuffer): void;
    finish(pad?: (blockSize: number, buffer: ByteBuffer, decrypt: boolean) => boolean): boolean;
    readonly output: ByteBuffer;
  }
  const util: { createBuffer(bytes: string): ByteBuffer };
  export default util;
}
