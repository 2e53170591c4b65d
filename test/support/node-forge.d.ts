// What the tests use of node-forge; its own declarations would bring Node's globals into the core.
declare module 'node-forge' {
  interface Certificate {
    readonly serialNumber: string;
    readonly validity: { readonly notBefore: Date; readonly notAfter: Date };
    readonly publicKey: { readonly n: { bitLength(): number } };
  }
  const forge: {
    readonly asn1: { fromDer(bytes: string): object };
    readonly pki: { certificateFromAsn1(tree: object): Certificate };
  };
  export default forge;
}
