import { expect } from 'chai';
import type { Payload } from '#src/payload.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { writePostgres } from '../support/postgres/history.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { session, T } from '../support/profiles.js';
import { servedHomes } from '../support/served.js';

const PASSWORD = 's3cret-of-the-server';

withPostgres('A home in SQLite and others in PostgreSQL', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const serve = servedHomes(home);

  const errorOf = ({ homes = [] }: Payload, name: string) =>
    homes.find((one) => one.name === name)?.error ?? null;

  it('are one cabinet: a copy counts once, a change is seen in each, and a server that is away keeps nobody waiting', async () => {
    await writeHistory(home().databasePath, [session('a', 3), session('moved', 2, T + 5.25)]);
    const work = await writePostgres(server(), 'work', [
      session('moved', 6, T + 5.25),
      session('b', 7, T + 86_400),
    ]);
    const play = await writePostgres(server(), 'play', [session('c', 1, T + 2 * 86_400)]);
    const databaseUrl = server().url('postgres', `postgres:${PASSWORD}`);
    const { rescan, rescanned, get } = serve({
      rescanWaitMs: 60_000,
      homes: [
        { name: 'local' },
        { name: 'work', databaseUrl, databaseSchema: work.schema, titles: false },
        { name: 'play', databaseUrl, databaseSchema: play.schema },
      ],
    });
    const first = await rescanned();
    expect(first.aggregate).to.include({ session_count: 4, traceback_events: 3 + 6 + 7 + 1 });
    expect(first.homes?.map(({ name, sessions, messages }) => [name, sessions, messages])).to.deep.equal([
      ['local', 2, 5],
      ['work', 2, 13],
      ['play', 1, 1],
    ]);
    const longest = (await get('/activity')).body.records.longest_session;
    expect(longest).to.include({ session_id: 'b', home: 'work', messages: 7 });

    await play.append('c', [{ content: 'traceback' }]);
    const second = await rescanned();
    expect(second.scan_meta).to.include({ sessions_rescanned: 1 });
    expect(second.aggregate).to.include({ traceback_events: 18 });

    await work.close();
    await play.close();
    await server().stop('immediate');
    try {
      const { status, body, text } = await rescan();
      expect(status, text).to.equal(200);
      expect(body.error).to.equal(null);
      expect(body.aggregate).to.include({ session_count: 4, traceback_events: 18 });
      expect(errorOf(body, 'local')).to.equal(null);
      for (const name of ['work', 'play']) expect(errorOf(body, name)).to.match(/PostgreSQL/);
      expect(text).to.not.include(PASSWORD).and.to.not.include('Title of b');
    } finally {
      await server().start();
    }
    const back = await rescanned();
    expect(back.homes?.map(({ error }) => error)).to.deep.equal([null, null, null]);
    expect(back.scan_meta).to.include({ sessions_rescanned: 0 });
  });
});
