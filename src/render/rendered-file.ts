/** One file for one host. */
export interface RenderedFile {
  /** Relative to the host's folder. */
  readonly path: string;
  /** Where the file goes on the host; absent for what is run or read by hand. */
  readonly target?: string;
  readonly mode: '0600' | '0644' | '0755';
  /** Whether the content must be kept from others. */
  readonly secret: boolean;
  /** ASCII text, LF, with a final line break. */
  readonly content: string;
}
