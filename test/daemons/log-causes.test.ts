/**
 * What real programs say when something is wrong, and what `explainLog` makes of it: loads that are refused, pairs that fail,
 * policy groups and secrets that cannot be read, status, and the counters of the kernel.
 *
 * `SWANMESH_RECORD_LOG=FILE` writes the lines as rows of `test/troubleshoot/measured.jsonl`.
 */
import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainLog } from '../../src/troubleshoot/explain-log.ts';
import { type DebianRelease, debianReleases } from '../support/debian/release-tools.ts';
import { pairOfRecipe } from './arbitrary.ts';
import { type Daemon, pause, startDaemon } from './daemon.ts';
import { loadRows, pairRows } from './log-rows.ts';
import { playPairs } from './play.ts';
import { describeWithDaemons, describeWithWorlds, newWorld, type World } from './world.ts';

const causesIn = (lines: readonly string[]): readonly string[] =>
  explainLog(lines).explained.map(({ cause }) => cause.id);

/** Expects the cause among those of the lines, and records the line that says it. */
function expectCause(release: DebianRelease, why: string, cause: string, lines: readonly string[]): void {
  const { explained } = explainLog(lines);
  const told = lines.filter((line) => line !== '').slice(-12);
  expect(
    explained.map((each) => each.cause.id),
    `${why}: ${told.join('\n')}`,
  ).toContain(cause);
  const file = process.env.SWANMESH_RECORD_LOG;
  if (file === undefined) return;
  for (const each of explained) {
    const line = (lines[each.line - 1] as string).replace(/\/tmp\/swanmesh-daemon-\w+/g, '/etc');
    appendFileSync(file, `${JSON.stringify({ release, why, cause: each.cause.id, line })}\n`);
  }
}

describeWithDaemons('what programs say has a cause', (tools) => {
  const { release } = tools;

  /** A pluto that hears nobody, on a host whose neighbour runs none. */
  function withDaemon(ask: (daemon: Daemon, world: World) => void): void {
    const world = newWorld(['own', 'quiet'], `log${release.replace('.', '')}`);
    world.addAddresses('own', ['10.8.0.1/24']);
    world.addAddresses('quiet', ['10.8.0.2/24']);
    const nss = (folder: string): void => void tools.certutil(['-N', '-d', `sql:${folder}`, '--empty-password']);
    const daemon = startDaemon({ tools, world, host: 'own', nss });
    try {
      daemon.ready();
      ask(daemon, world);
    } finally {
      daemon.stop();
      world.remove();
    }
  }

  test('a conn that is refused, changed or useless', () => {
    withDaemon((daemon) => {
      for (const { cause, conf, up, on } of loadRows) {
        if (on !== undefined && !on.includes(release)) continue;
        daemon.news();
        daemon.write('asked.conf', conf);
        const lines: string[] = [];
        const hear = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): void =>
          void lines.push(...`${stdout}\n${stderr}`.split('\n'), ...daemon.news());
        hear(daemon.load('asked.conf'));
        if (up !== undefined) hear(daemon.whack('--name', up, '--initiate', '--asynchronous'));
        for (let tries = 0; tries < 80 && !causesIn(lines).includes(cause); tries += 1) {
          pause(50);
          lines.push(...daemon.news());
        }
        expectCause(release, conf, cause, lines);
        daemon.whack('--name', 'asked', '--delete');
      }
    });
  });

  test('groups and secrets that cannot be read', () => {
    withDaemon((daemon) => {
      const group = 'left=10.8.0.1\n\tright=%opportunisticgroup\n\tauthby=null\n\tauto=ondemand\n';
      daemon.write(
        'groups.conf',
        `conn private\n\t${group}conn clear\n\t${group.replace('=null', '=never')}\ttype=passthrough\n`,
      );
      daemon.write('ipsec.d/policies/private', 'nobody\n10.8.3.0/24\n');
      daemon.write('ipsec.d/policies/clear', '10.8.3.0/24\n');
      daemon.load('groups.conf');
      daemon.whack('--listen');
      const groups = daemon.news();
      for (const cause of ['group-entry-ignored', 'group-entry-twice'])
        expectCause(release, 'policy groups', cause, groups);
      daemon.write('ipsec.secrets', ': KEY "nothing"\n');
      daemon.whack('--rereadsecrets');
      expectCause(release, 'secrets', 'secrets-unreadable', daemon.news());
    });
  });

  test('status, and a daemon that is not there', () => {
    withDaemon((daemon) => {
      const status = (): readonly string[] => daemon.whack('--status').stdout.split('\n');
      expectCause(release, 'status', 'nothing-loaded', status());
      daemon.write('one.conf', 'conn one\n\tleft=10.8.0.1\n\tright=10.8.0.2\n\tauthby=secret\n\tauto=add\n');
      daemon.load('one.conf');
      for (const cause of ['unrouted', 'none-active']) expectCause(release, 'status', cause, status());
      daemon.whack('--name', 'one', '--initiate', '--asynchronous');
    });
    const { stdout, stderr } = tools.whack(['--ctlsocket', '/run/nowhere.ctl', '--status']);
    expectCause(release, 'whack', 'pluto-not-running', `${stdout}\n${stderr}`.split('\n'));
  });
});

describeWithWorlds('what pairs say has a cause', () => {
  test('pairs that fail say why, and pairs that work say no reason', () => {
    const cases = debianReleases.flatMap((release) => [
      ...pairRows.filter(({ on }) => on?.includes(release) ?? true).map((row) => ({ release, ...row })),
      ...(['rsa', 'psk', 'ecdsa'] as const).map((base) => ({ release, base, edit: 'pfs=yes', cause: undefined })),
    ]);
    const played = playPairs(
      cases.map(({ release, base, edit }) =>
        pairOfRecipe({ base, releases: [release, release], choices: [{ edit, on: 'a' }] }),
      ),
    );
    cases.forEach(({ release, edit, cause }, i) => {
      const said = played[i]?.said;
      if (said === undefined) throw new Error('played less than asked');
      if (cause !== undefined) {
        expectCause(release, edit, cause, [...said.a, ...said.b]);
        return;
      }
      const reasons = explainLog([...said.a, ...said.b]).explained.filter((each) => each.cause.severity === 'error');
      expect(reasons.map((each) => `${release}: ${each.text}`)).toEqual([]);
    });
  });
});

describeWithWorlds('what the kernel counts has a cause', () => {
  test('packets that policies drop', () => {
    const world = newWorld(['own', 'far'], 'count');
    try {
      world.addAddresses('own', ['10.8.0.1/24']);
      world.addAddresses('far', ['10.8.0.2/24']);
      const drop = (ask: string): string => {
        world.shell('own', `ip xfrm policy flush; ${ask}; true`);
        return world.shell('own', 'cat /proc/net/xfrm_stat');
      };
      const send = "bash -c 'echo x > /dev/udp/10.8.0.2/9'";
      const pair = 'src 10.8.0.1 dst 10.8.0.2';
      const back = 'src 10.8.0.2 dst 10.8.0.1';
      const template = (ends: string): string => `tmpl ${ends} proto esp reqid 1 mode tunnel`;
      const rows: readonly (readonly [cause: string, ask: string])[] = [
        ['counter-blocked-out', `ip xfrm policy add ${pair} dir out action block; ${send}`],
        ['counter-blocked-in', `ip xfrm policy add ${back} dir in action block; ${send}`],
        ['counter-template-in', `ip xfrm policy add ${back} dir in ${template(back)}; ${send}`],
        ['counter-no-state-out', `ip xfrm policy add ${pair} dir out ${template(pair)}; ${send}`],
      ];
      for (const [cause, ask] of rows) expectCause('5.2', ask, cause, drop(ask).split('\n'));
    } finally {
      world.remove();
    }
  });
});
