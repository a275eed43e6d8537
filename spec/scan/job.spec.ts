import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { analysisVersion } from '#src/scan/analysis-version.js';
import { Job, type ScanOrder, type ScanReport } from '#src/scan/job.js';
import type { Watch } from '#src/scan/progress.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { HEAD_FILE } from '#src/state/checkpoint/checkpoint.js';
import { decodeHead, encodeHead, type Head } from '#src/state/checkpoint/head.js';
import { createHomeStore } from '#src/state/home-files.js';
import type { HomeStore } from '#src/state/home-store.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import type { SessionSource } from '#src/types.js';
import { marksOf, namesIn } from '../state/support.js';
import { checkpointIn } from '../support/checkpoint.js';
import { temporaryHome } from '../support/home.js';
import { MemoryStore } from '../support/memory-store.js';
import { rejection } from '../support/rejection.js';
import { observed } from '../support/sources.js';

const T = 1_790_000_000;
const DAY = 86_400;
const HOOKS = { stopped: () => false, reading() {} };
const SILENT: Watch = { progress() {}, partial() {} };

/** Each on a day of its own. */
function sessionsNamed(...ids: string[]): MemorySession[] {
  return ids.map((id, place) => ({
    id,
    title: `Session ${id}`,
    startedAt: T + place * DAY,
    messages: [{ role: 'user', content: 'traceback' }],
  }));
}

describe('A job', () => {
  const home = temporaryHome();
  const file = (name: string) => join(home().stateDir, name);
  let sessions: MemorySession[];
  let source: SessionSource;
  let now: number;

  beforeEach(() => {
    sessions = sessionsNamed('a', 'b', 'c');
    source = createMemorySource(sessions);
    now = 1_800_000_000_000;
  });

  /** One that knows nothing but what lies in the directory. */
  function start(part: { store?: HomeStore; timeZone?: string; from?: SessionSource } = {}): Job {
    const { store = createHomeStore(home().stateDir), timeZone = 'UTC', from = source } = part;
    const zone = { name: timeZone, localTime: localTimeIn(timeZone) };
    return new Job({ source: from, store, timeZone: zone, now: () => now });
  }

  const asked = (job: Job, order: Partial<ScanOrder> = {}, watch = SILENT) =>
    job.scan({ full: false, ...order }, HOOKS, watch);

  async function run(job = start(), order: Partial<ScanOrder> = {}): Promise<ScanReport> {
    return (await asked(job, order)) ?? expect.fail('nothing was looked at');
  }

  async function rewriteHead(change: (head: Head) => Head): Promise<void> {
    const head = decodeHead(await readFile(file(HEAD_FILE), 'utf8'));
    if (head === undefined) return expect.fail('no head');
    await writeFile(file(HEAD_FILE), encodeHead(change(head)));
  }

  /** Damages a byte of a text in the file of blocks. */
  async function damage(text: string): Promise<void> {
    const [name = ''] = (await namesIn(home().stateDir)).filter((each) => each.endsWith('.blocks'));
    const bytes = await readFile(file(name));
    const place = bytes.lastIndexOf(text);
    expect(place).to.be.at.least(0);
    bytes[place + text.length - 1] = 0;
    await writeFile(file(name), bytes);
  }

  it('scans, folds, and saves what it found', async () => {
    const report = await run();
    expect(report).to.include({ mode: 'full', sessions: 3, rescanned: 3, messagesScanned: 3, changed: true });
    expect(report.aggregate.values).to.include({ session_count: 3, traceback_events: 3 });
    expect(report.problem).to.equal(undefined);
    const checkpoint = await checkpointIn(home().stateDir);
    expect(checkpoint).to.include({ analysisVersion: analysisVersion(), identity: report.identity });
    expect([...(checkpoint?.records.keys() ?? [])]).to.have.members(['a', 'b', 'c']);
    expect(checkpoint?.blocks.map(({ checkedAt }) => checkedAt)).to.deep.equal(Array(3).fill(now / 1000));
    expect(report.stamp).to.equal(await createHomeStore(home().stateDir).stamp());
  });

  it('goes on from what is known, in memory or on disk, and writes nothing when that says it all', async () => {
    const job = start();
    const first = await run(job);
    const names = await namesIn(home().stateDir);
    const marks = () => Promise.all(names.map((name) => marksOf(file(name))));
    const before = await marks();
    for (const each of [job, start()]) {
      now += 60_000;
      const report = await run(each);
      expect(report).to.include({ mode: 'incremental', reused: 3, rescanned: 0, changed: false });
      expect(report).to.include({ stamp: first.stamp });
      expect(report.aggregate).to.deep.equal(first.aggregate);
    }
    expect(names).to.have.length(2);
    expect(await marks()).to.deep.equal(before);
  });

  it('keeps no file open when it is through', async () => {
    const fds = async () => (await namesIn('/proc/self/fd')).length;
    if (process.platform !== 'linux') return;
    const job = start();
    const before = await fds();
    await run(job);
    await job.find('a');
    expect(await fds()).to.equal(before);
  });

  it('sees what another one has saved meanwhile', async () => {
    const job = start();
    await run(job);
    sessions.push(...sessionsNamed('a', 'b', 'c', 'd').slice(3));
    expect(await run(start())).to.include({ mode: 'incremental', rescanned: 1 });
    expect(await run(job)).to.include({ mode: 'incremental', rescanned: 0, reused: 4 });
  });

  describe('whose list has a mark', () => {
    let mark: string;
    const marked: SessionSource = {
      async open() {
        const reader = await source.open();
        return { ...reader, list: async () => ({ ...(await reader.list()), mark }) };
      },
    };

    beforeEach(() => {
      mark = 'one';
    });

    it('does nothing when list and checkpoint are as the last scan left them', async () => {
      const job = start({ from: marked });
      const { stamp = '' } = await run(job);
      const last = { mark, stamp };
      expect(await asked(job, { last })).to.equal(undefined);
      expect(await asked(start({ from: marked }), { last })).to.equal(undefined);
      const orders: Partial<ScanOrder>[] = [
        { last: { mark, stamp: 'another' } },
        { last: { mark: 'another', stamp } },
        { last, full: true },
        { last, recheck: { share: 1, before: 0 } },
      ];
      for (const order of orders)
        expect(await asked(job, order), JSON.stringify(order)).to.include({ sessions: 3 });
    });

    it('looks at everything when the checkpoint is gone, or another one', async () => {
      const job = start({ from: marked });
      const { stamp = '' } = await run(job);
      sessions.push(...sessionsNamed('a', 'b', 'c', 'd').slice(3));
      await run();
      expect(await asked(job, { last: { mark, stamp } })).to.include({ sessions: 4, reused: 4 });
      await rm(file(HEAD_FILE));
      expect(await asked(job, { last: { mark, stamp } })).to.include({ mode: 'full', rescanned: 4 });
    });
  });

  it('reads everything anew when told to', async () => {
    const job = start();
    const { stamp } = await run(job);
    now += 1_000;
    for (const each of [job, start()]) {
      const report = await run(each, { full: true });
      expect(report).to.include({ mode: 'full', rescanned: 3, reused: 0 });
      expect(report.stamp).to.be.a('string').and.not.equal(stamp);
    }
    expect((await checkpointIn(home().stateDir))?.records.size).to.equal(3);
  });

  for (const [title, change] of [
    ['of another way of counting', () => rewriteHead((head) => ({ ...head, analysisVersion: 'older' }))],
    ['of another history', () => rewriteHead((head) => ({ ...head, identity: 'another' }))],
    [
      'that is cut off',
      async () => writeFile(file(HEAD_FILE), (await readFile(file(HEAD_FILE))).subarray(30)),
    ],
    ['that is empty', () => writeFile(file(HEAD_FILE), '')],
    ['of an earlier version', () => writeFile(file(HEAD_FILE), '{"schema_version":1,"sessions":{}}')],
    [
      'that is a directory',
      () => rm(file(HEAD_FILE), { recursive: true }).then(() => mkdir(file(HEAD_FILE))),
    ],
  ] as const) {
    it(`reads everything anew for a checkpoint ${title}`, async () => {
      const job = start();
      await run(job);
      for (const each of [start(), job]) {
        await change();
        expect(await run(each)).to.include({ mode: 'full', rescanned: 3, reused: 0 });
      }
    });
  }

  it('reads the sessions of a damaged block anew, in the same scan, and no others', async () => {
    await run();
    await damage('"fingerprints":["');
    const report = await run();
    expect(report).to.include({ mode: 'incremental', rescanned: 1, reused: 2 });
    expect(report.aggregate.values).to.include({ traceback_events: 3, session_count: 3 });
    expect(await run()).to.include({ rescanned: 0, reused: 3 });
  });

  it('reads the sessions of a block anew whose records turn out to be damaged', async () => {
    sessions.push({ id: 'beside b', startedAt: T + DAY, messages: [] });
    const job = start();
    await run(job);
    await damage('"Session b');
    sessions[3] = { id: 'beside b', startedAt: T + DAY, messages: [{ role: 'user', content: 'traceback' }] };
    // Its neighbour has changed, so that they are needed.
    const report = await run(job);
    expect(report).to.include({ mode: 'incremental', sessions: 4, rescanned: 2, reused: 2 });
    expect(report.aggregate.values).to.include({ traceback_events: 4 });
    expect((await checkpointIn(home().stateDir))?.records.get('b')).to.include({ title: 'Session b' });
  });

  it('tells no date by what is left of a damaged block, which the next scan reads anew, in any process', async () => {
    const job = start();
    await run(job);
    const wanted = [{ metric: 'traceback_events', atLeast: 2 }] as const;
    const date = [{ ...wanted[0], at: T + DAY, id: 'b' }];
    expect(await job.date(wanted)).to.deep.equal(date);
    await damage('"Session b');
    expect(await job.date(wanted)).to.equal(undefined);
    for (const each of [start(), job]) {
      expect((await run(each)).aggregate.values).to.include({ traceback_events: 3, session_count: 3 });
      expect(await each.date(wanted)).to.deep.equal(date);
    }
    await rm(file('scan_checkpoint.a.blocks'), { force: true });
    await rm(file('scan_checkpoint.b.blocks'), { force: true });
    expect(await job.date(wanted)).to.equal(undefined);
    expect(await run(job)).to.include({ rescanned: 3 });
    expect(await job.date(wanted)).to.deep.equal(date);
  });

  it('finds no session in what cannot be read any more, and says so', async () => {
    const job = start();
    await run(job);
    expect(await job.find('b')).to.include({ title: 'Session b' });
    await damage('"Session b');
    await rejection(job.find('b'), 'ERR_ACHIEVEMENTS_SCANNING');
    expect(await job.find('a')).to.include({ title: 'Session a' });
    expect(await job.find('none')).to.equal(undefined);
  });

  for (const [title, change] of [
    ['another time zone', async () => {}],
    ['another way of folding', () => rewriteHead((head) => ({ ...head, foldedBy: 'older' }))],
  ] as const) {
    it(`folds anew for ${title}, without reading a message, and saves that`, async () => {
      sessions.push(...sessionsNamed('a', 'b', 'c', 'd', 'e').slice(3));
      const before = await run(start({ timeZone: 'Asia/Tokyo' }));
      await change();
      const seen = observed(source);
      const timeZone = title === 'another time zone' ? 'UTC' : 'Asia/Tokyo';
      const report = await run(start({ timeZone, from: seen.source }));
      expect(seen.reads).to.deep.equal([]);
      expect(report).to.include({ mode: 'incremental', reused: 5 });
      expect(report.aggregate).to.deep.equal(
        (await run(start({ timeZone, store: new MemoryStore() }))).aggregate,
      );
      const saved = await checkpointIn(home().stateDir);
      expect(report.stamp).to.be.a('string').and.not.equal(before.stamp);
      expect(saved?.foldedBy).to.match(new RegExp(`${timeZone}$`));
      expect(saved?.records.size).to.equal(5);
      expect(await run(start({ timeZone }))).to.include({ stamp: report.stamp, reused: 5 });
    });
  }

  it('reads, of what cannot be folded anew, the sessions', async () => {
    await run();
    await damage('"Session b');
    const report = await run(start({ timeZone: 'Asia/Tokyo' }));
    expect(report).to.include({ mode: 'incremental', rescanned: 1, reused: 2 });
    expect(report.aggregate.values).to.include({ traceback_events: 3 });
  });

  it('has no record of a session that starts on a day to come, though it counts', async () => {
    const messages = (count: number) =>
      Array.from({ length: count }, () => ({ role: 'user', content: 'hi' }));
    sessions.push({ id: 'past', startedAt: T, messages: messages(3) });
    sessions.push({ id: 'future', startedAt: 4_083_998_400, messages: messages(9) });
    const { view, aggregate } = await run();
    expect(view.longest).to.include({ id: 'past', value: 3 });
    expect(aggregate.values.max_messages_in_session).to.equal(9);
    now = 4_083_998_400_000;
    sessions.push({ id: 'other', startedAt: T, messages: [] });
    expect((await run()).view.longest).to.include({ id: 'future', value: 9 });
  });

  it('reads the block again that was checked longest ago, when told to, and notes that', async () => {
    const job = start();
    await run(job);
    now += 100_000;
    const recheck = (before = now / 1000) => run(job, { recheck: { share: 0.3, before } });
    const first = await recheck();
    expect(first).to.include({ mode: 'incremental', rescanned: 1, reused: 2, changed: false });
    const checked = async () =>
      (await checkpointIn(home().stateDir))?.blocks.map(({ checkedAt }) => checkedAt);
    expect((await checked())?.filter((time) => time === now / 1000)).to.have.length(1);
    await recheck();
    await recheck();
    expect(await checked()).to.deep.equal(Array(3).fill(now / 1000));
    expect(await recheck()).to.include({ rescanned: 0 });
  });

  it('finds on rechecking what no fingerprint tells', async () => {
    const fixed: SessionSource = {
      async open() {
        const reader = await source.open();
        const list = await reader.list();
        const alike = [...list.sessions].map((session) => ({ ...session, fingerprint: 'the same' }));
        return { ...reader, list: async () => ({ ...list, sessions: alike }) };
      },
    };
    const job = start({ from: fixed });
    await run(job);
    sessions[1] = { ...sessions[1], id: 'b', startedAt: T + DAY, messages: [{ role: 'user', content: 'x' }] };
    expect(await run(job)).to.include({ rescanned: 0, changed: false });
    now += 1_000;
    const report = await run(job, { recheck: { share: 1, before: now / 1000 } });
    expect(report).to.include({ rescanned: 3, changed: true });
    expect(report.aggregate.values).to.include({ traceback_events: 2 });
  });

  it('begins from what was saved last after a scan that failed', async () => {
    const job = start();
    await run(job);
    sessions.push(...sessionsNamed('a', 'b', 'c', 'd').slice(3));
    sessions[0] = { ...sessions[0], id: 'a', startedAt: T, messages: [] };
    let reads = 0;
    const hooks = { ...HOOKS, stopped: () => ++reads > 1 };
    await rejection(job.scan({ full: false }, hooks, SILENT), 'ERR_ACHIEVEMENTS_CLOSED');
    expect((await checkpointIn(home().stateDir))?.records.size).to.equal(3);
    const report = await run(job);
    expect(report).to.include({ mode: 'incremental', sessions: 4, rescanned: 2 });
    expect(report.aggregate.values).to.include({ traceback_events: 3 });
  });

  it('tells when what it found cannot be saved, holds it, and saves it when that works again', async () => {
    await writeFile(join(home().path, 'plugins'), 'in the way');
    const job = start();
    const report = await run(job);
    expect(report).to.include({ sessions: 3, stamp: undefined });
    expect(report.problem).to.have.keys('code', 'message', 'cause');
    expect(report.problem?.code).to.equal('ERR_ACHIEVEMENTS_STATE');
    expect(report.problem?.message)
      .to.match(/cannot be saved/)
      .and.not.include(home().path);
    expect(await job.find('b')).to.include({ id: 'b', title: 'Session b' });
    expect(await run(job)).to.include({ mode: 'incremental', reused: 3, stamp: undefined });
    sessions.push(...sessionsNamed('a', 'b', 'c', 'd').slice(3));
    expect(await run(job)).to.include({ mode: 'incremental', rescanned: 1, reused: 3, stamp: undefined });
    await rm(join(home().path, 'plugins'));
    const later = await run(job);
    expect(later).to.include({ mode: 'incremental', reused: 4, changed: false, problem: undefined });
    expect(later.stamp).to.be.a('string');
    expect(await run()).to.include({ mode: 'incremental', reused: 4 });
  });

  describe('tells while it runs', () => {
    const { now } = performance;
    let time: number;

    beforeEach(() => {
      time = 1_000;
      performance.now = () => time;
    });

    afterEach(() => {
      performance.now = now;
    });

    /** A scan of twenty sessions that takes some time for each. */
    async function watched(msEach: number) {
      const many = sessionsNamed(...Array.from({ length: 20 }, (_, index) => `s${index}`));
      let pauses = 0;
      const progress: [number, number][] = [];
      const partial: number[] = [];
      const hooks = {
        ...HOOKS,
        pause: () => {
          // The look at the list takes no time.
          if (++pauses > many.length) time += msEach;
          return undefined;
        },
      };
      const watch: Watch = {
        progress: (scanned, total) => progress.push([scanned, total]),
        partial: ({ values }) => partial.push(values.traceback_events),
      };
      const job = start({ from: createMemorySource(many), store: new MemoryStore() });
      await job.scan({ full: false }, hooks, watch);
      return { progress, partial };
    }

    it('how far it is, at once, every tenth of a second, and at the end', async () => {
      const { progress, partial } = await watched(30);
      expect(progress).to.deep.equal([
        [0, 20],
        [4, 20],
        [8, 20],
        [12, 20],
        [16, 20],
        [20, 20],
      ]);
      expect(partial).to.deep.equal([]);
    });

    it('what it has found so far, every second, but not at the end', async () => {
      expect((await watched(250)).partial).to.deep.equal([4, 8, 12, 16]);
      expect((await watched(1_000)).partial).to.have.length(19);
    });
  });
});
