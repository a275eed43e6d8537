import { expect } from 'chai';
import { endAll } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { type PostgresWriter, writePostgres } from '../support/postgres/history.js';
import { freePort, postgresServer, withPostgres } from '../support/postgres/server.js';
import { command, SESSIONS } from './command.js';

const PASSWORD = 's3cret';

describe('The command on a history in PostgreSQL', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  afterEach(endAll);

  const status = async (args: readonly string[], environment = {}) => {
    const ended = await command(['status', ...args], { HERMES_HOME: home().path, ...environment });
    expect(ended.stdout + ended.stderr).to.not.include(PASSWORD);
    return ended.stdout + ended.stderr;
  };
  const ADDRESS = `postgres://me:${PASSWORD}@db.example/hermes`;

  it('is told where by flags', async () => {
    const flags = [
      '--database-url',
      ADDRESS,
      '--database-schema',
      'hermes_state',
      '--database-profile',
      'work',
    ];
    expect(await status(flags)).to.match(/^History +db\.example\/hermes\/hermes_state$/m);
  });

  it('is told where by variables, which others do not see', async () => {
    const variables = { ACHIEVEMENTS_DATABASE_URL: ADDRESS, ACHIEVEMENTS_DATABASE_SCHEMA: 'hermes_state' };
    expect(await status([], variables)).to.match(/^History +db\.example\/hermes\/hermes_state$/m);
    expect(await status(['--database-schema', 'other'], variables)).to.match(
      /^History +db\.example\/hermes\/other$/m,
    );
    expect(await status(['--database-url', 'postgres://h/d'], variables)).to.match(
      /^History +h\/d\/hermes_state$/m,
    );
  });

  it('follows a flag that says otherwise, and no variable that is empty or alone', async () => {
    const variables = { ACHIEVEMENTS_DATABASE_URL: ADDRESS, ACHIEVEMENTS_DATABASE_SCHEMA: 'hermes_state' };
    expect(await status(['--database', '/srv/state.db'], variables)).to.match(/^History +\/srv\/state\.db$/m);
    expect(await status(['--homes', 'profiles'], variables)).to.not.include('db.example');
    const empty = { ...variables, ACHIEVEMENTS_DATABASE_URL: ' ' };
    expect(await status([], empty)).to.include(home().databasePath);
  });

  it('shows nothing of a wrong address', async () => {
    for (const wrong of [`postgres://me:${PASSWORD}@h:x/d`, `me:${PASSWORD}@h/d`]) {
      expect(await status(['--database-url', wrong])).to.match(/^--database-url takes/);
      expect(await status([], { ACHIEVEMENTS_DATABASE_URL: wrong })).to.match(/^--database-url takes/);
    }
  });

  it('says which flag to look at where it cannot be reached', async () => {
    const url = `postgres://me:${PASSWORD}@127.0.0.1:${await freePort()}/hermes`;
    const { stderr, code } = await command(['scan', '--home', home().path, '--database-url', url]);
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /\(127\.0\.0\.1\/hermes\/public\) cannot be reached.*host and port in the option --database-url/,
    );
    expect(stderr).to.not.include(PASSWORD);
  });

  withPostgres('which is there', () => {
    const server = postgresServer();
    let writer: PostgresWriter | undefined;
    afterEach(() => writer?.close());

    it('counts it, and not the file that lies there still', async () => {
      await writeHistory(home().databasePath, [{ id: 'old', started_at: 1_690_000_000, messages: [] }]);
      writer = await writePostgres(server(), 'hermes', SESSIONS);
      await writer.exec(`UPDATE sessions SET profile_name = 'work' WHERE id = 'calm'`);
      const flags = ['--home', home().path, '--database-url', server().url(), '--database-schema', 'hermes'];
      const totals: unknown[] = [];
      for (const more of [[], ['--database-profile', 'work']]) {
        const { stdout, stderr, code } = await command(['scan', '--json', ...flags, ...more]);
        expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
        totals.push(JSON.parse(stdout).scan_meta.sessions_total);
      }
      expect(totals).to.deep.equal([2, 1]);
    });
  });
});
