/** What a running firewalld loads, and what packets make of it. */
import { expect, test } from 'vitest';
import { ask, playAll } from '../../support/packet-filter/arena.ts';
import { describeInWorlds, play } from '../../support/packet-filter/world.ts';

/** A firewalld with a bus of its own; each line of `states` changes it, and the rules after each are printed, with a line between. */
const running = (states: readonly string[]) => `mkdir -p /run/dbus /run/firewalld
cat >/run/dbus.conf <<'end'
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>
</busconfig>
end
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket
dbus-daemon --config-file=/run/dbus.conf --nofork --nopidfile >/dev/null 2>&1 & pids="$pids $!"
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done
firewalld --nofork --nopid --log-file=/run/firewalld.log >/dev/null 2>&1 & pids="$pids $!"
until firewall-cmd --state >/dev/null 2>&1; do sleep 0.2; done
${states.map((state) => `{ ${state}; } >/dev/null 2>&1; nft -s list ruleset; echo -----`).join('\n')}`;

const states = [
  'firewall-cmd --zone=public --add-interface=eth0',
  'firewall-cmd --zone=trusted --add-source=10.0.0.2/32; firewall-cmd --zone=drop --add-source=10.0.0.7; firewall-cmd --zone=trusted --add-source=fd00::7',
  `firewall-cmd --zone=public --add-service=ipsec
   firewall-cmd --zone=public --add-rich-rule='rule family=ipv4 source address=10.0.0.130 service name=ipsec reject'`,
  'firewall-cmd --zone=public --add-masquerade; firewall-cmd --zone=public --add-forward-port=port=500:proto=udp:toport=501',
] as const;

describeInWorlds(['firewalld', 'firewall-cmd', 'dbus-daemon', 'nft'], 'a running firewalld', () => {
  test('its rules are judged as packets fare: the mesh forgotten, zones, the service ipsec, a rich rule, a forwarded port', () => {
    const texts = play(running(states)).join('\n').split('-----').slice(0, -1);
    expect(texts.length).toBe(states.length);
    const found = playAll(texts.map((nft) => ({ nft, tables: {}, legacy: {} }))).map((played) => {
      if (played.kind === 'refused') throw new Error(played.said);
      return ask(played);
    });
    for (const all of found) {
      const wrong = all.filter(({ answer, passes }) => answer !== 'cannot-tell' && (answer === 'yes') !== passes);
      expect(wrong.map(({ direction, peer, service, answer }) => [direction, peer, service, answer])).toEqual([]);
    }
    const untold = found.map((all) => all.filter(({ answer }) => answer === 'cannot-tell').length);
    expect(untold.slice(0, 3)).toEqual([0, 0, 0]);
    const comesIn = found.map((all) => all.filter(({ direction, passes }) => direction === 'in' && passes).length);
    // Nobody; then who is trusted; then who is in the zone with the service, but for the one who is refused.
    expect(comesIn[0]).toBe(0);
    expect(comesIn[1]).toBeGreaterThan(0);
    expect(comesIn[2]).toBeGreaterThan(comesIn[1] ?? 0);
  });
});
