import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import type { Payload } from '#src/payload.js';
import { endAll } from '../examples/run.js';
import { openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { servedHomes } from '../support/served.js';
import { BIN, calls, command, SESSIONS } from './command.js';

describe('The command list', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  const served = servedHomes(home);
  afterEach(endAll);
  beforeEach(() => writeHistory(home().databasePath, SESSIONS));

  const list = (...args: string[]) => command(['list', '--home', home().path, ...args]);

  async function json(...args: string[]): Promise<Payload & { readonly filtered_count?: number }> {
    const { stdout, stderr, code } = await list('--json', ...args);
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    return JSON.parse(stdout);
  }

  it('shows all badges in a table, without colours in a pipe', async () => {
    const { stdout, stderr, code } = await list();
    const lines = stdout.trimEnd().split('\n');
    expect(lines).to.have.length(1 + CATALOG.length);
    expect(lines[0]).to.match(/^BADGE +TIER +PROGRESS +TO GO +PACE +CATEGORY +REACHED +UNLOCKED$/);
    expect(stdout).to.match(
      /^Let Him Cook +Copper +█+░+ +250 of 500 to Silver +Agent Autonomy +2026-09-21 +2026-09-21$/m,
    );
    expect(stdout).to.match(/^\?\?\? +Secret +/m);
    expect(stdout).not.to.include('\u001b');
    expect(stderr).to.match(/^(\d+) of \1 badges shown, \d+ of \1 unlocked\.\n$/);
    expect(code).to.equal(0);
  });

  for (const [flags, query] of [
    [[], ''],
    [['--state', 'unlocked'], '?state=unlocked'],
    [['--category', 'agent autonomy', '--limit', '2'], '?category=Agent%20Autonomy&limit=2'],
    [['-q', 'cook', '--sort-by', 'name', '--order', 'desc'], '?q=cook&sort_by=name&order=desc'],
    [['--sort-by', 'evidence'], '?sort_by=evidence'],
    [['--sort-by', 'eta', '--tier', 'Copper'], '?sort_by=eta&tier=Copper'],
  ] as const) {
    it(`answers ${flags.join(' ') || 'without filters'} with --json as GET /achievements${query} does`, async () => {
      const { scan_meta: ours, ...shown } = await json(...flags);
      const { body } = await served().get(`/achievements${query}`);
      const { scan_meta: theirs, ...answered } = body;
      expect(shown).to.deep.equal(answered);
      expect(shown.achievements).not.to.have.length(0);
      // Two processes: each knows its own scans.
      expect(Object.keys(ours)).to.deep.equal(Object.keys(theirs));
      expect(ours.sessions_total).to.equal(2);
    });
  }

  it('counts what is new first; with --cached it only reads', async () => {
    await json();
    const writer = await openWriter(home().databasePath);
    await writer.addSession({
      id: 'new',
      started_at: 1_790_002_000,
      messages: [{ role: 'assistant', tool_calls: calls(600) }],
    });
    await writer.close();
    const tierOf = async (...args: string[]) =>
      (await json('-q', 'let him cook', ...args)).achievements[0]?.tier;
    const before = await readFile(join(home().stateDir, 'scan_snapshot.json'), 'utf8');
    expect(await tierOf('--cached')).to.equal('Copper');
    expect(await readFile(join(home().stateDir, 'scan_snapshot.json'), 'utf8')).to.equal(before);
    expect(await tierOf()).to.equal('Silver');
    expect(await tierOf('--cached')).to.equal('Silver');
  });

  it('shows with --cached what was counted in another time zone, as stale, and so does status', async () => {
    await command(['scan', '--home', home().path], { TZ: 'UTC' });
    const berlin = { TZ: 'Europe/Berlin' };
    const { stdout, stderr, code } = await command(
      ['list', '--cached', '--json', '--home', home().path],
      berlin,
    );
    const { is_stale, unlocked_count }: Payload = JSON.parse(stdout);
    expect({ is_stale, unlocked_count, stderr, code }).to.deep.equal({
      is_stale: true,
      unlocked_count: 1,
      stderr: '',
      code: 0,
    });
    const status = await command(['status', '--home', home().path], berlin);
    expect(status.stdout)
      .to.match(/, so the next reader starts a refresh/)
      .and.not.include('not yet');
  });

  it('says with --cached that nothing has been counted yet, and counts nothing', async () => {
    const { stdout, stderr, code } = await list('--cached');
    expect({ stdout, code }).to.deep.equal({ stdout: '', code: 1 });
    expect(stderr).to.match(/^Nothing has been counted here yet\. .*scan/);
    expect(existsSync(home().stateDir)).to.equal(false);
  });

  it('fails without a history, names the place it looked at and the flags that change it', async () => {
    const nowhere = join(home().path, 'nowhere');
    const { stdout, stderr, code } = await command(['list', '--home', nowhere]);
    expect({ stdout, code }).to.deep.equal({ stdout: '', code: 1 });
    expect(stderr)
      .to.include(join(nowhere, 'state.db'))
      .and.include('--home, --profile and --database')
      .and.not.match(/hermesHome|\bat \S+ \(/);
    expect(existsSync(nowhere)).to.equal(false);
  });

  it('shows the last good snapshot where the history is gone, says so and fails', async () => {
    await json();
    const { stdout, stderr, code } = await list(
      '--database',
      join(home().path, 'state.db'),
      '--state',
      'unlocked',
    );
    expect(code, stderr).to.equal(0);
    const writer = await openWriter(home().databasePath);
    await writer.exec('ALTER TABLE sessions RENAME TO gone');
    await writer.close();
    const after = await list('--state', 'unlocked');
    expect(after.stdout).to.equal(stdout);
    expect(after.stderr).to.include(home().databasePath);
    expect(after.code).to.equal(1);
  });

  it('reads another profile, history and state directory', async () => {
    const profile = join(home().path, 'profiles', 'work');
    const elsewhere = join(home().path, 'elsewhere');
    await command(['list', '--home', home().path, '--profile', 'work']);
    expect(existsSync(profile)).to.equal(false);
    const { stdout, code } = await command(
      ['list', '--json', '--profile', 'work', '--database', home().databasePath, '--state-dir', elsewhere],
      { HERMES_HOME: home().path },
    );
    expect(code).to.equal(0);
    expect(JSON.parse(stdout).scan_meta.sessions_total).to.equal(2);
    expect(existsSync(join(elsewhere, 'state.json'))).to.equal(true);
    expect(existsSync(home().stateDir)).to.equal(false);
  });

  it('minds no reader who leaves early', async () => {
    const child = spawn(process.execPath, [BIN, 'list', '--home', home().path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(child.exitCode).to.equal(0);
    expect(stderr).not.to.match(/EPIPE|error/i);
  });

  it('tells when its output cannot be written', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const shell = spawn(
      'sh',
      ['-c', '"$0" "$@" > /dev/full', process.execPath, BIN, 'list', '--home', home().path],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const [stderr] = await Promise.all([text(shell.stderr), once(shell, 'close')]);
    expect(shell.exitCode).to.equal(1);
    expect(stderr).to.include('cannot be written');
  });
});
