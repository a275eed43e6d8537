import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createAchievementsRouter } from '#src/index.js';
import { endAll } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { readState } from '../support/served.js';
import { command, SESSIONS, start } from './command.js';

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

  it('brings in each of several machines, under the name that its router gives it', async () => {
    const store = ['--store-schema', 'several'];
    for (const name of ['laptop', 'desk']) {
      const path = join(home().path, name);
      await mkdir(path);
      await writeHistory(
        join(path, 'state.db'),
        SESSIONS.map((session) => ({ ...session, id: `${session.id} ${name}` })),
      );
      expect((await command(['scan', '--home', path])).code).to.equal(0);
      const into = await command([
        ...['move', '--to', server().url(), ...store, '--home', path, '--name', name],
      ]);
      expect([into.code, into.stderr]).to.deep.equal([0, '']);
    }
    const laptop = createAchievementsRouter({
      ...{ store: server().url(), storeSchema: 'several', hermesHome: join(home().path, 'laptop') },
      homes: [{ name: 'laptop' }],
    });
    const { body } = await request(express().use(laptop)).post('/rescan');
    await laptop.close();
    const named = body.homes.map(({ name, sessions }: { name: string; sessions: number }) => [
      name,
      sessions,
    ]);
    expect(named).to.deep.equal([
      ['laptop', SESSIONS.length],
      ['desk', SESSIONS.length],
    ]);
    expect(body.scan_meta.sessions_rescanned).to.equal(0);
  });

  it('loses nothing when it is killed, in either direction', async () => {
    const many = Array.from({ length: 60 }, (_, place) =>
      SESSIONS.map((session) => ({ ...session, id: `${session.id}${place}` })),
    );
    await writeHistory(home().databasePath, many.flat());
    const where = ['--home', home().path, '--store-schema', 'killed'];
    expect((await command(['scan', '--home', home().path])).code).to.equal(0);
    const datesOf = async () => {
      const { unlocks } = await readState<{ unlocks: Record<string, { unlocked_at: number }> }>(
        home(),
        'state.json',
      );
      return Object.entries(unlocks).map(([id, { unlocked_at }]) => [id, unlocked_at]);
    };
    const before = await datesOf();
    const killed = async (args: readonly string[], afterMs: number) => {
      const run = start([...args, ...where]);
      await delay(afterMs);
      run.child.kill('SIGKILL');
      await run.ended;
    };
    for (const ms of [200, 400, 600]) {
      await killed(['move', '--to', server().url()], ms);
      expect(await datesOf()).to.deep.equal(before);
    }
    expect((await command(['move', '--to', server().url(), ...where])).code).to.equal(0);
    await rm(home().stateDir, { recursive: true });
    const out = ['move', '--to', 'files', '--store', server().url()];
    for (const ms of [200, 300, 400]) await killed(out, ms);
    expect((await command([...out, ...where])).code).to.equal(0);
    expect(await datesOf()).to.deep.equal(before);
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
