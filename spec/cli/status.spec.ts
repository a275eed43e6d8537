import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ago } from '#src/cli/status.js';
import { checkOf } from '#src/state/check.js';
import { endAll } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { readState, servedHomes } from '../support/served.js';
import { command, SESSIONS } from './command.js';

describe('The command status', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  const served = servedHomes(home);
  afterEach(endAll);
  beforeEach(() => writeHistory(home().databasePath, SESSIONS));

  const run = (...args: string[]) => command(['status', '--home', home().path, ...args]);

  it('says that nothing has been counted yet, and starts nothing', async () => {
    const { stdout, stderr, code } = await run();
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    expect(stdout).to.include(home().databasePath).and.include(home().stateDir);
    expect(stdout).to.match(/^Counted +not yet/m);
    expect(existsSync(home().stateDir)).to.equal(false);
    expect(await readdir(home().path)).to.deep.equal(['state.db']);
  });

  it('says after a scan when that was, and how many badges are unlocked', async () => {
    await command(['scan', '--home', home().path]);
    const { stdout, code } = await run();
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^Scanner +idle$/m)
      .and.match(/^Reads by +(?:sqlite3|node:sqlite)$/m)
      .and.match(/^Counted +(?:just now|1 minute ago)$/m);
    expect(stdout)
      .to.match(/^Unlocked +[1-9]\d* of \d+$/m)
      .and.match(/^Latest +.+, 2026-09-21$/m)
      .and.match(/^Next +.+: .+$/m)
      .and.not.include('Trouble');
  });

  it('says what is to know of the history', async () => {
    await command(['scan', '--home', home().path]);
    expect((await run()).stdout).to.not.include('Notice');
    const { check: _, ...snapshot } = await readState(home(), 'scan_snapshot.json');
    const text = JSON.stringify({ ...snapshot, notice: 'Mount the directory.' }).slice(0, -1);
    await writeFile(join(home().stateDir, 'scan_snapshot.json'), text + checkOf(text));
    expect((await run()).stdout).to.match(/^Notice +Mount the directory\.$/m);
  });

  it('answers with --json as GET /scan-status does', async () => {
    await command(['scan', '--home', home().path]);
    const { stdout } = await run('--json');
    const { body } = await served().get('/scan-status');
    const age = { snapshot_age_seconds: 0 };
    expect({ ...JSON.parse(stdout), ...age }).to.deep.equal({ ...body, ...age });
  });

  for (const [seconds, words] of [
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [7_199, '1 hour ago'],
    [7_200, '2 hours ago'],
    [259_200, '3 days ago'],
  ] as const) {
    it(`calls ${seconds} seconds ${words}`, () => expect(ago(seconds)).to.equal(words));
  }
});

withPostgres('The command status of a cabinet in a store', () => {
  const server = postgresServer();
  const home = temporaryHome();
  afterEach(endAll);

  it('says which one, but not who asks it with which password', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    const url = new URL(server().url());
    url.password = 'hunter2';
    const { stdout, code } = await command(['status', '--home', home().path, '--store', url.href]);
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^Store +127\.0\.0\.1\/postgres\/hermes_achievements$/m)
      .and.not.include('hunter2');
  });
});
