/** What is on a host, as text to compare. */
import type { HostBox } from './host-box.ts';

/** Every file of the folders with mode, owner and content, links, the packet filter, and what pluto has. */
export function stateOf(box: HostBox, folders: string): string {
  const { status, stdout, stderr } = box.run(look(folders));
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const look = (folders: string): string => `set -e
find ${folders} -xdev \\( -type f -o -type l \\) ! -path '/var/lib/swanmesh/*' ! -name '*.db-journal' | sort | while read -r file; do
  if [ -L "$file" ]; then printf '%s -> %s\\n' "$file" "$(readlink "$file")"; else printf '%s %s\\n' "$(stat -c '%a %u:%g' "$file")" "$(cksum "$file")"; fi
done
for table in iptables ip6tables; do $table-save -t filter | sed -e '/^#/d' -e 's/\\[[0-9:]*\\]/[]/'; done
if ipsec whack --status >/tmp/status 2>/dev/null; then
  sed -n -e 's/^000 //' -e 's/^\\("[^"]*":\\).*\\.\\.\\..*; \\(unrouted\\|prospective erouted\\|erouted[^;]*\\|routed[^;]*\\|unoriented\\);.*/\\1 \\2/p' -e 's/^\\("[^"]*":\\).*[ ]\\(oriented;\\).*/\\1 \\2/p' -e 's/^\\("[^"]*":\\).*\\(ESP algorithms.*\\)/\\1 \\2/p' /tmp/status | sort
else echo 'no pluto'; fi
`;
