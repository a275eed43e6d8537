import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { ROUTES } from '#src/http/routes.js';
import type { AchievementsOptions } from '#src/index.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn, session, T } from '../support/profiles.js';
import { servedHomes } from '../support/served.js';

/** What tells of the moment and of the process. */
const OF_THE_MOMENT = new Set([
  'generated_at',
  'started_at',
  'finished_at',
  'last_success_at',
  'last_duration_ms',
  'duration_ms',
  'scan_duration_ms',
  'snapshot_generated_at',
  'snapshot_age_seconds',
  'recorded_at',
  'next_cursor',
  'run_count',
]);

describe('A cabinet of one home', () => {
  const home = temporaryHome();
  const served = servedHomes(home);
  const { write } = profilesIn(home);

  /** What every route answers. */
  async function answers(options: AchievementsOptions): Promise<ReadonlyMap<string, unknown>> {
    const { app, rescanned, router } = served({ ttlMs: 3_600_000, ...options });
    const events: unknown[] = [];
    router.on('import', (event) => events.push(event));
    await rescanned();
    const bodies = new Map<string, unknown>([['events', events]]);
    for (const { method, path } of ROUTES) {
      const target = path.replace(':id', 'b');
      const { status, body, text } = await (method === 'GET'
        ? request(app).get(target)
        : request(app).post(target));
      const whole: unknown = JSON.parse(
        JSON.stringify([status, path === '/export' ? JSON.parse(text) : body], timeless),
      );
      bodies.set(`${method} ${path}`, whole);
    }
    return bodies;
  }

  function timeless(name: string, value: unknown): unknown {
    return OF_THE_MOMENT.has(name) ? undefined : value;
  }

  it('answers as one that knows of no others, whichever way the home was found', async () => {
    await write(undefined, [session('a', 30), session('b', 700, T + 5)]);
    const expected = await answers({ stateDir: join(home().path, 'one') });
    const history = JSON.stringify(expected.get('GET /history'));
    expect(history).to.include('"session_id":"b"');
    for (const [place, homes] of (['profiles', [{ name: 'work' }]] as const).entries()) {
      const found = await answers({ homes, stateDir: join(home().path, `cabinet ${place}`) });
      for (const [route, body] of expected) expect(found.get(route), route).to.deep.equal(body);
    }
  });

  it('can be asked for by its name, and by no other', async () => {
    await write(undefined, [session('a', 30)]);
    const { get, rescanned } = served({ homes: [{ name: 'work' }] });
    await rescanned();
    for (const path of ['/achievements', '/history', '/activity', '/sessions/a/badges', '/recent-unlocks']) {
      const { status, text } = await get(`${path}?home=work`);
      expect(status).to.equal(200);
      expect(text.replace('"home":"work"}', '}'), path).to.not.include('"home"');
      expect((await get(`${path}?home=default`)).status, path).to.equal(404);
    }
    const { body } = await get('/achievements?home=work');
    expect(body).to.include({ home: 'work' }).and.to.not.have.property('homes');
  });
});
