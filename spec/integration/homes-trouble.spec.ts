import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { AchievementsOptions } from '#src/index.js';
import type { HomeStatus, Payload } from '#src/payload.js';
import { openWriter } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn, session, T } from '../support/profiles.js';
import { type Served, servedHomes } from '../support/served.js';

interface Trouble {
  readonly about: string;
  /** What the home is said to suffer from. */
  readonly words: RegExp;
  /** Resolves with what mends it. */
  readonly make: (databasePath: string) => Promise<() => Promise<void>>;
}

/** How long a home that is alone waits for its lock. */
const ALONE_MS = 5_000;

/** Away, and back. */
async function movedAway(path: string): Promise<() => Promise<void>> {
  await rename(path, `${path}.away`);
  return () => rename(`${path}.away`, path);
}

const TROUBLES: readonly Trouble[] = [
  {
    about: 'locked by another process',
    words: /busy|locked/,
    async make(databasePath) {
      const writer = await openWriter(databasePath);
      await writer.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
      return async () => {
        await writer.exec('COMMIT');
        await writer.close();
      };
    },
  },
  { about: 'deleted', words: /has not written a history/, make: movedAway },
  {
    about: 'no database any more',
    words: /is not an SQLite database/,
    async make(databasePath) {
      const back = await movedAway(databasePath);
      await writeFile(databasePath, 'not a database, but long enough to be taken for one'.repeat(100));
      return back;
    },
  },
  {
    about: 'nothing that can be opened',
    words: /\w/,
    async make(databasePath) {
      const back = await movedAway(databasePath);
      await mkdir(databasePath);
      return async () => {
        await rm(databasePath, { recursive: true });
        await back();
      };
    },
  },
  {
    about: 'a database without what Hermes keeps',
    words: /\w/,
    async make(databasePath) {
      const back = await movedAway(databasePath);
      const writer = await openWriter(databasePath);
      await writer.exec('CREATE TABLE other (id)');
      await writer.close();
      return async () => {
        for (const end of ['', '-wal', '-shm']) await rm(databasePath + end, { force: true });
        await back();
      };
    },
  },
];

describe('A home of several that is in trouble', () => {
  const home = temporaryHome();
  const served = servedHomes(home);
  const { databaseOf, write, three } = profilesIn(home);
  const start = (options: AchievementsOptions = {}) => served({ homes: 'profiles', ...options });

  const work = ({ homes = [] }: Payload): HomeStatus =>
    homes.find(({ name }) => name === 'work') ?? expect.fail('the home is not listed');

  /** As a rescan tells it, which sees what has changed elsewhere all the same. */
  async function inTrouble({ rescan, get }: Served, words: RegExp, readAt: number | null): Promise<void> {
    await write('play', [session('c', 1, T + 2 * 86_400), session('d', 2, T + 3 * 86_400)]);
    const begun = performance.now();
    const { status, body } = await rescan();
    expect(performance.now() - begun).to.be.below(ALONE_MS);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.error).to.equal(null);
    expect(body.is_stale).to.equal(false);
    expect(body.aggregate).to.include({ session_count: 5, traceback_events: 17 });
    expect(work(body)).to.include({ sessions: 2, messages: 11, is_stale: true, generated_at: readAt });
    expect(work(body).error).to.match(words).and.to.not.include(home().path);
    const alone = (await get('/achievements?home=work')).body;
    expect(alone).to.include({ is_stale: true, error: work(body).error });
    expect(alone.scan_meta.sessions_total).to.equal(2);
    expect((await get('/achievements?home=play')).body).to.include({ is_stale: false, error: null });
  }

  for (const { about, words, make } of TROUBLES)
    it(`and ${about} keeps what is known of it, holds up no other, and is read again when that is over`, async () => {
      await three();
      const router = start();
      const { generated_at } = await router.rescanned();
      const mend = await make(databaseOf('work'));
      try {
        await inTrouble(router, words, generated_at);
        await inTrouble(start(), words, generated_at);
      } finally {
        await mend();
      }
      const mended = await router.rescanned();
      expect(work(mended)).to.include({ error: null, is_stale: false, sessions: 2 });
      expect(mended.aggregate).to.include({ session_count: 5, traceback_events: 17 });
    });

  it('keeps what is known of it in another time zone as well', async () => {
    await three();
    const first = start({ timeZone: 'UTC' });
    await first.rescanned();
    await first.router.close();
    const mend = await movedAway(databaseOf('work'));
    const router = start({ timeZone: 'Asia/Tokyo' });
    const { aggregate, ...body } = await router.rescanned();
    expect(work(body)).to.include({ sessions: 2, messages: 11, is_stale: true });
    expect(work(body).error).to.match(/has not written a history/);
    expect(aggregate).to.include({ session_count: 4 });
    expect((await router.get('/activity?home=work')).status).to.equal(200);
    await mend();
    const mended = await router.rescanned();
    expect(work(mended)).to.include({ error: null, is_stale: false, sessions: 2 });
    expect(mended.aggregate).to.include({ session_count: 4 });
  });

  it('from the beginning is told of, and counts from when it can be read', async () => {
    await three();
    const mend = await movedAway(databaseOf('work'));
    const homes = [undefined, 'work', 'play'].map((profile) => ({ name: profile ?? 'default', profile }));
    const router = start({ homes });
    const { homes: listed, ...body } = await router.rescanned();
    expect(listed?.[1]).to.deep.include({ name: 'work', sessions: 0, generated_at: null, is_stale: true });
    expect(body.aggregate).to.include({ session_count: 3 });
    expect((await router.get('/achievements?home=work')).body).to.include({
      unlocked_count: 0,
      is_stale: true,
    });
    for (const path of ['/activity?home=work', '/sessions/a/badges?home=work']) {
      const { status, body: problem } = await router.get(path);
      expect({ status, code: problem.code }).to.deep.equal({
        status: 503,
        code: 'ERR_ACHIEVEMENTS_SCANNING',
      });
      expect(problem.detail).to.match(/This home was never counted\./);
      expect((await router.get(path.replace('work', 'play'))).status).to.equal(200);
    }
    await mend();
    expect((await router.rescanned()).aggregate).to.include({ session_count: 4 });
  });

  it('whose directory goes takes its counts along and no unlock, and comes back as it was under another name', async () => {
    await three();
    await write('work', [session('b', 700, T + 86_400)]);
    const router = start();
    const { unlocked_count } = await router.rescanned();
    expect(unlocked_count).to.be.above(0);
    const [directory, other] = [dirname(databaseOf('work')), dirname(databaseOf('renamed'))];
    await rename(directory, other);
    const renamed = await router.rescanned();
    expect(renamed.homes?.map(({ name }) => name)).to.deep.equal(['default', 'play', 'renamed']);
    expect(renamed.aggregate).to.include({ session_count: 4, traceback_events: 706 });
    await rename(other, join(home().path, 'away'));
    const gone = await router.rescanned();
    expect(gone).to.include({ unlocked_count, error: null });
    expect(gone.aggregate).to.include({ session_count: 3, traceback_events: 6 });
    await rename(join(home().path, 'away'), directory);
    expect((await router.rescanned()).scan_meta).to.include({ sessions_rescanned: 0, sessions_total: 4 });
  });
});
