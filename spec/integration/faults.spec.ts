import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import request, { type Response } from 'supertest';
import type { Payload } from '#src/cache/view/view.js';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ERRORS, type ErrorCode } from '#src/errors.js';
import type { AchievementsOptions } from '#src/index.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { type HistorySession, openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { until } from '../support/scanning.js';
import { readState, type Served, servedHomes } from '../support/served.js';

const T = 1_790_000_000;

const delegate = {
  role: 'assistant',
  tool_calls: [{ function: { name: 'delegate_task', arguments: '{}' } }],
};

const SESSIONS: readonly HistorySession[] = [
  { id: 'a', title: 'A', started_at: T, messages: Array<typeof delegate>(5).fill(delegate) },
  { id: 'b', title: 'B', started_at: T + 1, messages: [{ content: 'traceback' }] },
];

describe('Trouble with the history', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  const path = () => home().databasePath;

  /** Nothing in an answer is of the inside. */
  function expectDiscreet({ text }: Response): void {
    expect(text).to.not.include(home().path);
    expect(text).to.not.match(/SELECT|PRAGMA|SQLITE_|node:|\.js\b|\bat [\w.]+ \(|E[A-Z]{3,}:/);
  }

  /** Every route tells of it in its own way, and none breaks. */
  async function tells(router: Served, code: ErrorCode, words: RegExp): Promise<Payload> {
    const { status, title } = ERRORS[code];
    const rescan = await router.rescan();
    expect(rescan.status).to.equal(status);
    expect(rescan.type).to.equal('application/problem+json');
    expect(rescan.body).to.include({ status, title, code });
    expect(rescan.body.detail).to.match(words);
    expectDiscreet(rescan);
    if (status === 503) expect(Number(rescan.get('Retry-After'))).to.be.within(1, 300);

    const read = await router.get('/achievements');
    expect(read.status).to.equal(200);
    expectDiscreet(read);
    const payload: Payload = read.body;
    expect(payload.achievements).to.have.length(CATALOG.length);
    expect(payload).to.include({ total_count: CATALOG.length, is_stale: true, error: rescan.body.detail });
    expect(payload.scan_meta.status).to.include({
      state: 'failed',
      cache: 'failed',
      last_error: payload.error,
    });

    for (const other of ['/recent-unlocks', '/scan-status']) {
      const response = await router.get(other);
      expect(response.status, other).to.equal(200);
      expectDiscreet(response);
    }
    // What was never counted has no days and no sessions: to say so would look final.
    const isKnown = payload.scan_meta.mode !== 'failed';
    const ownCode = status === 503 ? code : 'ERR_ACHIEVEMENTS_SCANNING';
    for (const detail of ['/sessions/a/badges', '/activity']) {
      const response = await router.get(detail);
      expectDiscreet(response);
      expect([response.status, response.body.code], detail).to.deep.equal(
        isKnown ? [200, undefined] : [503, ownCode],
      );
      if (!isKnown) expect(Number(response.get('Retry-After')), detail).to.be.within(1, 300);
    }
    expect((await router.get('/scan-status')).body).to.include({
      state: 'failed',
      last_error: payload.error,
    });
    return payload;
  }

  /** The log names the cause, once. */
  function isLogged({ lines }: Served, words: RegExp): void {
    expect(lines.filter((line) => line.startsWith('warn'))).to.have.length(1);
    expect(lines.join('\n')).to.match(words);
  }

  const faults: readonly [title: string, code: ErrorCode, words: RegExp, make: () => Promise<unknown>][] = [
    ['is none yet', 'ERR_ACHIEVEMENTS_DATABASE_MISSING', /has not written a history yet/, async () => {}],
    ['is an empty file', 'ERR_ACHIEVEMENTS_DATABASE_EMPTY', /is an empty file/, () => writeFile(path(), '')],
    [
      'is another kind of file',
      'ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE',
      /is not an SQLite database/,
      () => writeFile(path(), 'Dear diary, '.repeat(1_000)),
    ],
    ['is a directory', 'ERR_ACHIEVEMENTS_DATABASE_NOT_A_FILE', /is a directory/, () => mkdir(path())],
    [
      'lacks a table',
      'ERR_ACHIEVEMENTS_DATABASE_SCHEMA',
      /lacks the tables/,
      () => writeHistory(path(), SESSIONS, { extraSql: '' }).then(() => alter('DROP TABLE messages')),
    ],
    [
      'lacks a column that counting needs',
      'ERR_ACHIEVEMENTS_DATABASE_SCHEMA',
      /lacks the tables or columns/,
      () =>
        writeHistory(path(), []).then(() => alter('ALTER TABLE messages RENAME COLUMN content TO something')),
    ],
  ];

  async function alter(sql: string): Promise<void> {
    const writer = await openWriter(path());
    await writer.exec(sql);
    await writer.close();
  }

  /** Overwrites the page in the middle of the messages. */
  async function damage(): Promise<void> {
    const writer = await openWriter(path());
    const leaves = await writer.query(
      `SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf' ORDER BY path`,
    );
    await writer.close();
    const file = await open(path(), 'r+');
    await file.write(Buffer.alloc(4096, 0xff), 0, 4096, (Number(leaves[leaves.length >> 1]?.[0]) - 1) * 4096);
    await file.close();
  }

  describe('from the start', () => {
    for (const [title, code, words, make] of faults) {
      it(
        `is told when there ${title}: all badges are there, and nothing is written`.replace(
          'there is',
          'it is',
        ),
        async () => {
          await make();
          const router = serve();
          const payload = await tells(router, code, words);
          expect(payload).to.include({ unlocked_count: 0 });
          expect(payload.scan_meta).to.include({ mode: 'failed', sessions_total: 0 });
          isLogged(router, words);
          expect(await readdir(home().path)).to.not.include('plugins');
        },
      );
    }

    it('is told when a page is malformed', async () => {
      const messages = Array.from({ length: 500 }, () => ({ content: 'x'.repeat(1_000) }));
      await writeHistory(path(), [{ id: 'a', started_at: T, messages }]);
      await damage();
      await tells(serve(), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /is damaged/);
    });

    it('is over as soon as a rescan finds a history', async () => {
      const router = serve();
      expect((await router.read()).error).to.match(/has not written a history yet/);
      await writeHistory(path(), SESSIONS);
      const { error, scan_meta } = await router.rescanned();
      expect(error).to.equal(null);
      expect(scan_meta).to.include({ mode: 'full', sessions_total: 2 });
      expect(await router.read()).to.include({ error: null, is_stale: false });
      expect(router.lines.filter((line) => line === 'info: Scanning and saving work again.')).to.have.length(
        1,
      );
    });
  });

  describe('that was fine before', () => {
    let good: Payload;

    async function healthy(options?: AchievementsOptions): Promise<Served> {
      await writeHistory(path(), SESSIONS);
      const router = serve(options);
      good = await router.read();
      expect(good.unlocked_count).to.equal(1);
      return router;
    }

    const kept = async () => ({
      unlocks: await readState(home(), 'state.json'),
      checkpoint: await readState(home(), 'scan_checkpoint.json'),
      snapshot: await readState(home(), 'scan_snapshot.json'),
    });

    for (const [title, code, words, make] of faults) {
      it(`is told when it ${title}: the last good snapshot stays, and every file`, async () => {
        const router = await healthy();
        const before = await kept();
        for (const suffix of ['', '-wal', '-shm']) await rm(`${path()}${suffix}`, { force: true });
        await make();
        const payload = await tells(router, code, words);
        expect(payload.achievements).to.deep.equal(good.achievements);
        expect(payload.scan_meta).to.include({ mode: 'full', sessions_total: 2 });
        expect(await kept()).to.deep.equal(before);
      });
    }

    it('is told when a page is malformed: the last good snapshot stays, and every file', async () => {
      const router = await healthy();
      const writer = await openWriter(path());
      await writer.append(
        'b',
        Array.from({ length: 500 }, () => ({ content: 'x'.repeat(1_000) })),
      );
      await writer.close();
      await damage();
      const before = await kept();
      const payload = await tells(router, 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /is damaged/);
      expect(payload.achievements).to.deep.equal(good.achievements);
      expect(await kept()).to.deep.equal(before);
    });

    it('is told when another program keeps it locked, and over when that lets go', async () => {
      await writeHistory(path(), SESSIONS);
      // Not by default: then a scan waits for seconds.
      const source = createSqliteSource({ databasePath: path(), busyTimeoutMs: 0, retryDelaysMs: [] });
      const router = serve({ source });
      good = await router.read();
      const writer = await openWriter(path());
      await writer.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE noise (id)');
      const payload = await tells(router, 'ERR_ACHIEVEMENTS_DATABASE_BUSY', /locked by another program/);
      expect(payload.achievements).to.deep.equal(good.achievements);
      await writer.exec('ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sessions');
      await writer.close();
      expect(await router.rescanned()).to.include({ error: null, is_stale: false });
    });

    it('is waited for while another program has it locked, and the host is served meanwhile', async () => {
      const router = await healthy({ ttlMs: 0 });
      const writer = await openWriter(path());
      // Else there is nothing to look at: it is as the first scan left it.
      await writer.exec('CREATE TABLE elsewhere (id)');
      await writer.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE noise (id)');
      const rescan = router.rescanned();
      await until(async () => (await router.get('/scan-status')).body.state === 'running');
      for (let read = 0; read < 20; read++) {
        const { achievements, scan_meta } = await router.read();
        expect(achievements).to.deep.equal(good.achievements);
        expect(scan_meta.status).to.include({ cache: 'scanning', run_count: 2 });
      }
      await writer.exec('ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sessions');
      await writer.close();
      expect((await rescan).scan_meta).to.include({ mode: 'incremental', sessions_reused: 2 });
    });

    it('is told after a restart as well, with the last good snapshot at once', async () => {
      const router = await healthy();
      await router.router.close();
      await rm(path());
      const again = serve();
      const first = await again.read();
      expect(first).to.include({ error: null, is_stale: false });
      expect(first.achievements).to.deep.equal(good.achievements);
      const payload = await tells(again, 'ERR_ACHIEVEMENTS_DATABASE_MISSING', /has not written a history/);
      expect(payload.achievements).to.deep.equal(good.achievements);
    });

    it('is not looked for again with every read, until it is time', async () => {
      const router = await healthy({ ttlMs: 0 });
      await rename(path(), `${path()}.away`);
      expect((await router.rescan()).status).to.equal(503);
      for (let read = 0; read < 20; read++) await router.read();
      const { body } = await router.get('/scan-status');
      expect(body.run_count).to.equal(2);
      expect(body.metrics).to.include({ failures: 1, stale_served: 20 });
    });

    it('is over when the history is back where it was, and nothing is read again', async () => {
      const router = await healthy();
      await rename(path(), `${path()}.away`);
      await tells(router, 'ERR_ACHIEVEMENTS_DATABASE_MISSING', /has not written a history/);
      await rename(`${path()}.away`, path());
      const payload = await router.rescanned();
      expect(payload).to.include({ error: null, is_stale: false });
      expect(payload.scan_meta).to.include({
        mode: 'incremental',
        sessions_rescanned: 0,
        sessions_reused: 2,
      });
      expect(payload.achievements).to.deep.equal(good.achievements);
    });
  });

  describe('of a source of one’s own', () => {
    it('is told in our words, and in its own only to the log', async () => {
      const source = { open: () => Promise.reject(new Error(`cannot open ${home().path}: SELECT`)) };
      const router = serve({ source });
      await tells(router, 'ERR_ACHIEVEMENTS_SCAN', /scan of the history failed.*log/);
      isLogged(router, /scan of the history failed/);
    });
  });

  describe('and with the state directory', () => {
    it('is told, while everything is served all the same, and saved when it is over', async () => {
      await writeHistory(path(), SESSIONS);
      await writeFile(join(home().path, 'plugins'), 'in the way');
      const router = serve();
      const payload = await router.read();
      expect(payload).to.include({ unlocked_count: 1, is_stale: false });
      expect(payload.error).to.match(/state\.json cannot be (read|saved): .*Move that file away/);
      const [unlocked] = (await router.get('/recent-unlocks')).body;
      expect(unlocked).to.include({ id: 'subagent_commander' });
      expect((await router.get('/sessions/a/badges')).body.badges).to.have.length(1);
      for (const response of [await router.rescan(), await router.get('/achievements')])
        expectDiscreet(response);

      await rm(join(home().path, 'plugins'));
      expect((await router.rescanned()).scan_meta).to.include({ mode: 'incremental', sessions_reused: 2 });
      expect(await readState(home(), 'state.json')).to.have.nested.property(
        'unlocks.subagent_commander.unlocked_at',
        unlocked.unlocked_at,
      );
      expect((await router.read()).error).to.equal(null);
    });

    it('is told when a reset cannot be saved', async () => {
      await writeHistory(path(), SESSIONS);
      await writeFile(join(home().path, 'plugins'), 'in the way');
      const router = serve();
      await router.read();
      const response = await request(router.app).post('/reset-state');
      expect(response.status).to.equal(500);
      expect(response.body).to.include({ code: 'ERR_ACHIEVEMENTS_STATE' });
      expectDiscreet(response);
      expect(await router.read()).to.include({ unlocked_count: 1 });
    });
  });
});
