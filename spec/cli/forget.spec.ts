import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { endAll } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { postgresServer, quiet, withPostgres } from '../support/postgres/server.js';
import { readState } from '../support/served.js';
import { command, SESSIONS } from './command.js';

withPostgres('the command forget', () => {
  const server = postgresServer();
  const home = temporaryHome();
  afterEach(endAll);

  const scan = () => command(['scan', '--home', home().path, '--store', server().url()]);
  const forget = (name: string) =>
    command(['forget', name, '--home', home().path, '--store', server().url()]);
  const rows = async (statement: string) => {
    const sql = quiet(server().url());
    const found = await sql.unsafe(statement.replaceAll('$schema', 'hermes_achievements')).values();
    await sql.end({ timeout: 1 });
    return [...found];
  };

  it('has a store forget a home, all but its badges, so that its name is free', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    expect((await scan()).code).to.equal(0);
    const { unlocks } = await readState<{ unlocks: object }>(home(), 'state.json');
    await rm(home().stateDir, { recursive: true });
    const refused = await scan();
    expect([refused.code, refused.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && /have the store forget it first/.test(text),
    );

    const done = await forget('default');
    expect([done.code, done.stderr]).to.deep.equal([0, '']);
    expect(done.stdout).to.match(/^default counts no more/);
    for (const table of ['home', 'block', "derived WHERE home <> ''"])
      expect(await rows(`SELECT count(*)::int FROM $schema.${table}`), table).to.deep.equal([[0]]);
    expect(await rows('SELECT count(*)::int FROM $schema.unlock')).to.deep.equal([
      [Object.keys(unlocks).length],
    ]);

    expect((await scan()).code).to.equal(0);
    const again = await readState<{ unlocks: object }>(home(), 'state.json');
    expect(again.unlocks).to.deep.equal(unlocks);
  });

  it('forgets none that is scanned at this moment, or is not there', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    await scan();
    await rows(
      `UPDATE $schema.lease SET expires_at = clock_timestamp() + interval '1 minute' WHERE name LIKE 'home%'`,
    );
    expect((await forget('default')).stderr).to.match(/"default" is scanned at this moment/);
    await rows(`UPDATE $schema.lease SET expires_at = '-infinity'`);
    const other = await forget('laptop');
    expect([other.code, other.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && /No home .* "laptop"\. There are: default/.test(text),
    );
    const nowhere = await command(['forget', 'laptop', '--home', home().path]);
    expect([nowhere.code, nowhere.stderr.includes('--store')]).to.deep.equal([2, true]);
  });
});
