import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { DiagnosticsMessages } from '#src/index.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import type { SessionSource } from '#src/types.js';
import { temporaryHome } from '../support/home.js';
import { deferred, until } from '../support/scanning.js';
import { type Served, servedHomes } from '../support/served.js';

const PREFIX = 'hermes-achievements:';
const NAMES = [
  'hermes-achievements:scan:start',
  'hermes-achievements:scan:end',
  'hermes-achievements:scan:failure',
  'hermes-achievements:unlock',
  'hermes-achievements:import',
] satisfies (keyof DiagnosticsMessages)[];

function session(id: string, calls: number): MemorySession {
  const toolCalls = JSON.stringify(Array(calls).fill({ function: { name: 'terminal' } }));
  // The oldest session names the history: it is the one that stays.
  return {
    id,
    startedAt: 1_790_000_000 + calls,
    messages: [{ role: 'assistant', content: null, toolCalls }],
  };
}

describe('From outside', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  let sessions: MemorySession[];
  let published: { readonly name: string; readonly message: Record<string, unknown> }[];

  function publish(message: unknown, name: string | symbol): void {
    published.push({ name: String(name).replace(PREFIX, ''), message: { ...Object(message) } });
  }

  beforeEach(() => {
    sessions = [session('a', 1), session('b', 2)];
    published = [];
    for (const name of NAMES) subscribe(name, publish);
  });
  afterEach(() => {
    for (const name of NAMES) unsubscribe(name, publish);
  });

  const source = () => createMemorySource(sessions);
  /** A history that opens when it is told to. */
  function heldUp(): { readonly source: SessionSource; readonly go: () => void; opened: number } {
    const gate = deferred<void>();
    const held = {
      opened: 0,
      go: () => gate.resolve(),
      source: {
        async open() {
          held.opened++;
          await gate.promise;
          return await source().open();
        },
      },
    };
    return held;
  }

  const names = () => published.map(({ name }) => name);
  const messageOf = (name: string) => published.find((heard) => heard.name === name)?.message;
  const numbersOf = async ({ get }: Served) => (await get('/scan-status')).body.metrics;

  describe('the numbers', () => {
    it('are those of /scan-status, and are there before anything was', async () => {
      const router = serve({ source: source() });
      expect(router.router.metrics()).to.deep.equal({
        scanCount: 0,
        scanDurationMs: { avg: 0, p95: 0 },
        dedupeHits: 0,
        staleServed: 0,
        failures: 0,
        sessionsRescanned: 0,
        sessionsReused: 0,
      });
      await router.rescanned();
      sessions.push(session('c', 3));
      await router.rescanned();
      const metrics = router.router.metrics();
      expect(metrics).to.deep.include({ scanCount: 2, sessionsRescanned: 3, sessionsReused: 2 });
      expect(await numbersOf(router)).to.deep.equal({
        scan_count: 2,
        scan_duration_ms: metrics.scanDurationMs,
        dedupe_hits: 0,
        stale_served: 0,
        failures: 0,
        sessions_rescanned: 3,
        sessions_reused: 2,
      });
    });

    it('count who joins a scan, and each scan that fails', async () => {
      const held = heldUp();
      const router = serve({ source: held.source });
      const reads = [router.read(), router.read(), router.read()];
      await until(() => router.router.metrics().dedupeHits === 2);
      held.go();
      await Promise.all(reads);
      expect(router.router.metrics()).to.include({ scanCount: 1, dedupeHits: 2, failures: 0 });

      const broken = serve({ source: { open: () => Promise.reject(new Error('out of order')) } });
      for (let time = 0; time < 2; time++) expect((await broken.rescan()).status).to.equal(500);
      expect(broken.router.metrics()).to.include({ scanCount: 0, failures: 2 });
      expect(router.router.metrics()).to.include({ failures: 0 });
    });

    it('count what was served stale, once for each read', async () => {
      const router = serve({ source: source(), ttlMs: 0 });
      await router.read();
      const start = Date.now();
      await until(() => Date.now() > start);
      expect((await router.read()).is_stale).to.equal(true);
      expect(await numbersOf(router)).to.include({ stale_served: 1 });
      await until(() => router.router.metrics().scanCount === 2);
    });
  });

  describe('the channels', () => {
    it('tell of each scan when it starts, and how it ended', async () => {
      const { rescanned } = serve({ source: source() });
      const before = Date.now();
      await rescanned();
      expect(names()).to.deep.equal(['scan:start', 'scan:end']);
      const { stateDir } = home();
      const { startedAt, ...start } = messageOf('scan:start') ?? {};
      expect(start).to.deep.equal({ stateDir, full: false });
      expect(startedAt).to.be.a('number').within(before, Date.now());
      const { durationMs, ...end } = messageOf('scan:end') ?? {};
      expect(durationMs).to.be.a('number').above(0);
      expect(end).to.deep.equal({
        stateDir,
        mode: 'full',
        sessionsTotal: 2,
        sessionsRescanned: 2,
        sessionsReused: 0,
        unlocked: 0,
      });
    });

    it('tell of unlocks after the end of their scan, as the listeners hear it', async () => {
      sessions.push(session('c', 200));
      const { router, rescanned } = serve({ source: source() });
      const heard: object[] = [];
      router.on('import', (event) => heard.push(event)).on('unlock', (event) => heard.push(event));
      await rescanned();
      sessions.push(session('d', 500));
      await rescanned();
      expect(names()).to.deep.equal(['scan:start', 'scan:end', 'import', 'scan:start', 'scan:end', 'unlock']);
      const { stateDir } = home();
      expect([messageOf('import'), messageOf('unlock')]).to.deep.equal(
        heard.map((event) => ({ stateDir, ...event })),
      );
      expect(published[4]?.message).to.include({ mode: 'incremental', sessionsReused: 3, unlocked: 1 });
    });

    it('tell of a scan that finds its history untouched as of any other', async () => {
      const { rescanned } = serve({ source: source() });
      await rescanned();
      await rescanned();
      expect(names()).to.deep.equal(['scan:start', 'scan:end', 'scan:start', 'scan:end']);
      expect(published.at(-1)?.message).to.include({
        mode: 'incremental',
        sessionsRescanned: 0,
        sessionsReused: 2,
      });
    });

    it('tell of a scan that failed, with the error that users see and its cause', async () => {
      const cause = new Error('out of order');
      const { rescan } = serve({ source: { open: () => Promise.reject(cause) } });
      await rescan('?full=true');
      expect(names()).to.deep.equal(['scan:start', 'scan:failure']);
      expect(messageOf('scan:start')).to.include({ full: true });
      const { error, ...failure } = messageOf('scan:failure') ?? {};
      expect(error).to.include({ code: 'ERR_ACHIEVEMENTS_SCAN', cause });
      expect(failure).to.include({ calledOff: false, stateDir: home().stateDir });
    });

    it('tell when a scan was only called off', async () => {
      const held = heldUp();
      const router = serve({ source: held.source });
      const read = router.get('/achievements');
      await until(() => held.opened > 0);
      const closing = router.router.close();
      held.go();
      await Promise.all([read, closing]);
      expect(names()).to.deep.equal(['scan:start', 'scan:failure']);
      expect(messageOf('scan:failure')).to.include({ calledOff: true });
      expect(router.router.metrics()).to.include({ failures: 0 });
    });

    it('say nothing of a router that is not asked', async () => {
      await writeFile(home().databasePath, '');
      await serve().get('/scan-status');
      expect(published).to.deep.equal([]);
    });
  });
});
