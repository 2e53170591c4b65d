/** A document of another tool, told from others without its reader. */
export interface ToolDocument {
  /** The word of the command line for it. */
  readonly source: string;
  /** The command whose output it is. */
  readonly command: string;
  readonly recognises: (document: unknown) => boolean;
}
