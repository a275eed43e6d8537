import { join } from 'node:path';
import { expect } from 'chai';
import { endAll } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { readState } from '../support/served.js';
import { command, SESSIONS } from './command.js';

withPostgres('the command move', () => {
  const server = postgresServer();
  const home = temporaryHome();
  afterEach(endAll);

  const unlocksOf = async (): Promise<readonly string[]> => {
    const { unlocks } = await readState<{ unlocks: object }>(home(), 'state.json');
    return Object.keys(unlocks);
  };

  it('brings what was earned from files into a store, and back', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    const where = ['--home', home().path];
    expect((await command(['scan', ...where])).code).to.equal(0);
    const earned = await unlocksOf();
    expect(earned).to.include('let_him_cook');

    const into = await command(['move', '--to', server().url(), ...where]);
    expect(into.stderr).to.equal('');
    expect(into.stdout).to.match(new RegExp(`The store has ${earned.length} unlocked badges now`));

    const other = join(home().path, 'other');
    const back = ['move', '--to', 'files', '--home', home().path, '--state-dir', other];
    const out = await command(back, { ACHIEVEMENTS_STORE: server().url() });
    expect(out.stderr).to.equal('');
    const copied = await readState<{ unlocks: object }>({ ...home(), stateDir: other }, 'state.json');
    expect(Object.keys(copied.unlocks)).to.have.members(earned);
  });

  it('says what is missing', async () => {
    const nowhere = await command(['move', '--home', home().path]);
    expect([nowhere.code, nowhere.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && /--to/.test(text),
    );
    const noStore = await command(['move', '--to', 'files', '--home', home().path]);
    expect(noStore.stderr).to.match(/--store/);
    const wrong = await command(['move', '--to', 'elsewhere', '--home', home().path]);
    expect([wrong.code, wrong.stderr.includes('--store takes')]).to.deep.equal([2, true]);
  });
});
