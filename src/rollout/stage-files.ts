/** The conns of a host as they are loaded at first: present, and not routed. */

/**
 * The text of a conn file in which every conn that starts or waits by itself is only added, so that a restart in between puts nothing
 * into the kernel.
 *
 * @example withAddedConns('conn a\n\tauto=ondemand\n') // 'conn a\n\tauto=add\n'
 */
export function withAddedConns(text: string): string {
  return text.replace(/^(\s+auto=)(?:ondemand|route|start|up)[ \t]*$/gm, '$1add');
}
