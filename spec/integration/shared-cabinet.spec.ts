import { expect } from 'chai';
import { machinesOn } from '../store/machines.js';
import { temporaryHome } from '../support/home.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { session, T } from '../support/profiles.js';

withPostgres('One cabinet on several machines', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const machines = machinesOn(home, server);

  it('is what all of them have counted, and each serves the same bytes', async () => {
    await machines.write('laptop', [session('a', 3), session('copy', 2, T + 5)]);
    await machines.write('desk', [session('b', 7, T + 86_400), session('copy', 4, T + 5)]);
    const [laptop, desk] = [machines.machine('laptop'), machines.machine('desk')];
    const dashboard = machines.dashboard();
    await laptop.rescanned();
    const { aggregate, homes } = await desk.rescanned();
    expect(aggregate).to.include({ session_count: 3, traceback_events: 14 });
    expect(homes?.map(({ name, sessions }) => [name, sessions])).to.deep.equal([
      ['laptop', 2],
      ['desk', 2],
    ]);
    const answers = await Promise.all([laptop, desk, dashboard].map(({ get }) => get('/achievements')));
    expect(new Set(answers.map((answer) => answer.get('etag'))).size).to.equal(1);
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    expect(answers[2]?.body).to.deep.include({ is_stale: false, error: null });
  });
});
