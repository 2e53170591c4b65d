// The few functions of node-forge that are used. @types/node-forge would bring Node's globals into the whole core.
declare module 'node-forge/lib/aes.js' {}

declare module 'node-forge/lib/cipher.js' {
  /** Bytes as a string of characters below U+0100, with a read position. */
  interface ByteBuffer {
    getBytes(): string;
  }
  interface Cipher {
    start(options: { iv: string }): void;
    update(input: ByteBuffer): void;
    finish(): boolean;
    readonly output: ByteBuffer;
  }
  const cipher: { createCipher(algorithm: 'AES-CBC', key: string): Cipher };
  export default cipher;
}

declare module 'node-forge/lib/util.js' {
  import type { ByteBuffer } from 'node-forge/lib/cipher.js';

  const util: { createBuffer(bytes: string): ByteBuffer };
  export default util;
}
