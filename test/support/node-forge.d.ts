// What the tests use of node-forge; its own declarations would bring Node's globals into the core.
declare module 'node-forge' {
  interface Certificate {
    readonly serialNumber: string;
    readonly validity: { readonly notBefore: Date; readonly notAfter: Date };
    readonly publicKey: { readonly n: { bitLength(): number } };
  }
  interface Bytes {
    getBytes(): string;
  }
  interface Cipher {
    start(options: { readonly iv: string }): void;
    update(input: Bytes): void;
    finish(): boolean;
    readonly output: Bytes;
  }
  const forge: {
    readonly cipher: { createCipher(algorithm: 'AES-CBC', key: string): Cipher };
    readonly util: { createBuffer(bytes: string): Bytes };
    readonly asn1: { fromDer(bytes: string): object; toDer(tree: object): Bytes };
    readonly pki: { certificateFromAsn1(tree: object): Certificate; privateKeyFromPem(text: string): object };
    readonly pkcs12: {
      toPkcs12Asn1(
        key: object,
        certificates: readonly Certificate[],
        password: string,
        options: {
          readonly algorithm: '3des' | 'aes128' | 'aes256';
          readonly count: number;
          readonly friendlyName: string;
        },
      ): object;
    };
  };
  export default forge;
}
