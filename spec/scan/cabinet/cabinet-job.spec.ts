import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { undated } from '#src/engine/badges/dating.js';
import type { Threshold } from '#src/engine/folding/crossings.js';
import { AchievementsError } from '#src/errors.js';
import { CabinetJob } from '#src/scan/cabinet/cabinet-job.js';
import { createDirectoryPlace } from '#src/scan/cabinet/cabinet-place.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { createAloneFile } from '#src/state/cabinet/home-files.js';
import {
  aggregateSlowly,
  crossingsSlowly,
  type HomeOfMemory,
  MemoryCabinet,
  NOW,
  QUIET,
  recordsIn,
  whatCounts,
} from '../../support/cabinets.js';
import { holdsAsync } from '../../support/fuzz.js';
import { FIXTURES } from '../../support/golden.js';
import { readGoldenSessions } from '../../support/golden-sessions.js';
import { temporaryHome } from '../../support/home.js';
import { toMemorySession } from '../../support/memory.js';
import { utc } from '../../support/records.js';
import { rejection } from '../../support/rejection.js';
import { SILENT } from '../../support/scan-once.js';

const T = 1_774_000_000;

/** The files of blocks of all homes. */
async function blockFiles(stateDir: string): Promise<readonly string[]> {
  const names = await readdir(stateDir, { recursive: true });
  return names.filter((name) => name.endsWith('.blocks')).map((name) => join(stateDir, name));
}

const texts = fc.constantFrom('hello', 'traceback error', 'git commit', 'docker', 'restart after error');
const session: fc.Arbitrary<MemorySession> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'é', '\u{1f600}', '\uffee'),
  startedAt: fc.option(
    fc
      .record({ day: fc.nat(3), second: fc.constantFrom(0, 0.25, 43_199, 86_399) })
      .map(({ day, second }) => T + day * 86_400 + second),
    { freq: 6, nil: null },
  ),
  model: fc.constantFrom(null, 'ollama/x', 'openai/gpt', 'openai/other', '__proto__'),
  messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content: texts }), {
    maxLength: 4,
  }),
});
const sessions = fc.uniqueArray(session, { selector: ({ id }) => id, maxLength: 5 });
const NAMES = ['default', 'work', 'Work', 'café'];
const step = fc.record({
  /** By name: what is in it now; undefined: as it was. */
  homes: fc.array(fc.record({ name: fc.constantFrom(...NAMES), sessions }), { maxLength: 2 }),
  list: fc.option(fc.shuffledSubarray(NAMES, { minLength: 1 }), { nil: undefined, freq: 3 }),
  restart: fc.boolean(),
  full: fc.boolean(),
  broken: fc.option(fc.constantFrom(...NAMES), { nil: undefined, freq: 3 }),
  /** Some of the days, all or none of them are among the last ones. */
  now: fc.constantFrom(NOW, T + 4 * 86_400, T + 29 * 86_400, T + 30 * 86_400),
});

/** Thresholds that few sessions reach, of each kind of metric. */
const FIRST_STEPS: readonly Threshold[] = [1, 2, 3].flatMap((atLeast) => [
  { metric: 'distinct_model_count', atLeast },
  { metric: 'distinct_provider_count', atLeast },
  { metric: 'session_count', atLeast },
  { metric: 'max_messages_in_session', atLeast },
]);

describe('A cabinet of several homes', () => {
  const home = temporaryHome();

  it('counts what a slow look at all sessions counts, whatever changes, comes, goes and breaks', async function () {
    let run = 0;
    await holdsAsync(
      this,
      20,
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.boolean(), async (steps, dated) => {
        const cabinet = new MemoryCabinet(`${home().path}/${run++}`);
        const all = new Map(NAMES.map((name): [string, HomeOfMemory] => [name, { name, sessions: [] }]));
        const listed: HomeOfMemory[] = [];
        const known = new Map<string, readonly MemorySession[]>();
        const homeOf = (name: string) => all.get(name) ?? expect.fail();
        for (const { homes, list, restart, full, broken, now } of steps) {
          for (const { name, sessions: now } of homes)
            homeOf(name).sessions = now.filter(({ startedAt }) => !dated || startedAt !== null);
          if (list !== undefined || listed.length === 0) listed.splice(0, 9, ...(list ?? NAMES).map(homeOf));
          if (restart) cabinet.restart();
          cabinet.now = now;
          for (const one of all.values()) one.broken = one.name === broken;
          cabinet.homes = listed;
          if (listed.every((one) => one.broken)) continue;
          const report = await cabinet.scan({ full });
          for (const one of listed) if (one.broken !== true) known.set(one.name, [...one.sessions]);
          const records = await Promise.all(
            listed.map(async ({ name }) => ({ name, records: await recordsIn(known.get(name) ?? []) })),
          );
          const counted = whatCounts(records);
          const expected = aggregateSlowly(counted);
          expect(report?.aggregate).to.deep.equal(expected);
          expect(report?.sessions).to.equal(counted.length);
          const wanted = [...undated(expected, new Map()), ...FIRST_STEPS];
          const dates = (await cabinet.date(wanted)) ?? expect.fail();
          expect(inOrder(dates)).to.deep.equal(inOrder(crossingsSlowly(counted, wanted)));
        }
      }),
    );
  });

  /** Homes that look the same from outside until one of them is changed. */
  function many(cabinet: MemoryCabinet, number: number): void {
    cabinet.homes = Array.from({ length: number }, (_, place) => ({
      name: `home ${place}`,
      sessions: [talk(`s${place}`, place)],
      look: 'as it was',
    }));
  }

  it('opens the home that has changed and no other, and two at once at most', async () => {
    const cabinet = new MemoryCabinet(home().path);
    many(cabinet, 30);
    const first = (await cabinet.scan()) ?? expect.fail();
    expect(cabinet.opened).to.have.length(30);
    expect(cabinet.mostOpen).to.equal(2);
    expect(first).to.include({ mode: 'full', sessions: 30, joined: true });
    const changed = cabinet.homes[7] ?? expect.fail();
    for (const restarts of [false, true]) {
      if (restarts) cabinet.restart();
      changed.sessions.push(talk(`more ${restarts}`, 40));
      changed.look = `restarts: ${restarts}`;
      const report = (await cabinet.scan()) ?? expect.fail();
      expect(cabinet.opened).to.deep.equal(['home 7']);
      expect(report).to.include({ mode: 'incremental', rescanned: 1, joined: false, changed: true });
    }
  });

  it('counts a copy elsewhere while its home is away, and there again when that comes back as it was', async () => {
    const cabinet = new MemoryCabinet(home().path);
    const [short, long] = [1, 3].map((number) => ({
      ...talk('copy', 0),
      messages: Array.from({ length: number }, () => ({ role: 'user', content: 'error' })),
    }));
    if (short === undefined || long === undefined) return expect.fail();
    const [one, other] = [
      { name: 'one', sessions: [short], look: 'as it was' },
      { name: 'other', sessions: [long], look: 'as it was' },
    ];
    const errors = async (...homes: HomeOfMemory[]) => {
      cabinet.homes = homes;
      return (await cabinet.scan())?.aggregate.values.total_errors;
    };
    expect(await errors(one, other)).to.equal(3);
    expect(await errors(one)).to.equal(1);
    cabinet.restart();
    expect(await errors(one, other)).to.equal(3);
    expect(cabinet.opened).to.deep.equal([]);
  });

  it('writes the files of the home that has changed, and of no other', async () => {
    const cabinet = new MemoryCabinet(home().path);
    many(cabinet, 3);
    const written = async () => {
      const path = join(home().path, 'homes');
      const names = (await readdir(path)).sort();
      const files = names.map((name) => stat(join(path, name, 'home_share.json')));
      return (await Promise.all(files)).map(({ ino, mtimeMs }) => `${ino} ${mtimeMs}`);
    };
    await cabinet.scan();
    const before = await written();
    const changed = cabinet.homes[1] ?? expect.fail();
    changed.sessions.push(talk('more', 9));
    changed.look = 'another';
    await cabinet.scan();
    const after = await written();
    expect(after.map((file, place) => file === before[place])).to.deep.equal([true, false, true]);
    await cabinet.scan();
    expect(await written()).to.deep.equal(after);
  });

  it('is read in full only when all that it has read was new to it', async () => {
    const cabinet = new MemoryCabinet(home().path);
    many(cabinet, 2);
    expect(await cabinet.scan()).to.include({ mode: 'full' });
    const known = cabinet.homes[0] ?? expect.fail();
    known.sessions.push(talk('more', 3));
    known.look = 'another';
    cabinet.homes.push({ name: 'new', sessions: [talk('new', 4)] });
    expect(await cabinet.scan()).to.include({ mode: 'incremental', joined: true, rescanned: 2, sessions: 4 });
  });

  /** TABLE: accidents of the files that are kept of a home. */
  const ACCIDENTS: readonly (readonly [what: string, happen: (directory: string) => Promise<void>])[] = [
    ['the head of its checkpoint', (directory) => rm(join(directory, 'scan_checkpoint.json'))],
    ['the records of its blocks', (directory) => spoil(directory, '"sessions":[', 'rest')],
    ['one of its blocks', (directory) => spoil(directory, '"ids":["a"]', 'one')],
    ['its keys', (directory) => rm(join(directory, 'home_keys.json'), { force: true })],
    ['what it is by itself', (directory) => rm(join(directory, 'home_alone.json'))],
    ['a part of what it is by itself', (directory) => truncate(join(directory, 'home_alone.json'), 100)],
    ['its share', (directory) => rm(join(directory, 'home_share.json'))],
  ];
  for (const [what, happen] of ACCIDENTS)
    it(`is as right as before when ${what} is lost`, async () => {
      const cabinet = new MemoryCabinet(home().path);
      const short = { ...talk('copy', 0), messages: [{ role: 'user', content: 'error' }] };
      const long = { ...short, messages: Array(3).fill({ role: 'user', content: 'error' }) };
      const one = { name: 'one', sessions: [short, talk('a', 5)], look: 'as it was' };
      const other = { name: 'other', sessions: [talk('b', 0)], look: 'as it was' };
      cabinet.homes = [one, other];
      await cabinet.scan();
      for (const isCopied of [true, false]) {
        const path = join(home().path, 'homes');
        const directory = (await readdir(path)).find((name) => name.startsWith('one-')) ?? expect.fail();
        await happen(join(path, directory));
        cabinet.restart();
        // Which of its sessions count is another matter now.
        other.sessions = isCopied ? [talk('b', 0), long] : [talk('b', 0)];
        other.look = `copied: ${isCopied}`;
        const report = await cabinet.scan().catch(async (error: unknown) => {
          expect(error).to.have.property('code', 'ERR_ACHIEVEMENTS_STATE');
          return await cabinet.scan();
        });
        expect(report?.aggregate.values).to.include({ total_errors: isCopied ? 5 : 3, session_count: 3 });
        expect(await readdir(join(path, directory))).to.include('home_share.json');
        expect(await createAloneFile(home().path, 'one').load()).to.include({ sessions: 2 });
        expect(report?.aggregate.values.max_messages_in_session).to.equal(isCopied ? 3 : 1);
      }
    });
  it('dates nothing by what is left of a damaged home, which the next scan reads anew, in any process', async () => {
    const cabinet = new MemoryCabinet(home().path);
    const errors = (id: string, day: number) => ({
      ...talk(id, day),
      messages: [{ role: 'user', content: 'error' }],
    });
    cabinet.homes = [
      { name: 'one', sessions: [errors('a', 0), errors('b', 100)], look: 'as it was' },
      { name: 'other', sessions: [errors('c', 50)], look: 'as it was' },
    ];
    const before = await cabinet.scan();
    const wanted = [2, 3].map((atLeast) => ({ metric: 'total_errors' as const, atLeast }));
    const dates = await cabinet.date(wanted);
    expect(dates?.map(({ id }) => id)).to.deep.equal(['c', 'b']);
    for (const id of ['a', 'b', 'c']) {
      for (const path of await blockFiles(home().path)) {
        const bytes = await readFile(path);
        const place = bytes.lastIndexOf(`"${id}"`);
        if (place < 0) continue;
        bytes.fill(0, place);
        await writeFile(path, bytes);
      }
      cabinet.restart();
      await cabinet.scan();
      let found = await cabinet.date(wanted);
      if (found === undefined) {
        cabinet.restart();
        expect((await cabinet.scan())?.aggregate).to.deep.equal(before?.aggregate);
        found = await cabinet.date(wanted);
      }
      expect(found, id).to.deep.equal(dates);
    }
  });

  it('finds nothing to do when all is as it left it', async () => {
    const cabinet = new MemoryCabinet(home().path);
    many(cabinet, 3);
    const { mark, stamp } = (await cabinet.scan()) ?? expect.fail();
    if (mark === undefined || stamp === undefined) return expect.fail('no marks');
    for (const restarts of [false, true]) {
      if (restarts) cabinet.restart();
      expect(await cabinet.scan({ full: false, last: { mark, stamp } })).to.equal(undefined);
      expect(cabinet.opened).to.deep.equal([]);
    }
    expect(await cabinet.scan()).to.include({ changed: false, sessions: 3 });
    cabinet.homes.pop();
    expect(await cabinet.scan({ full: false, last: { mark, stamp } })).to.include({
      changed: true,
      sessions: 2,
    });
  });

  it('has no record of a session that starts on a day to come', async () => {
    const cabinet = new MemoryCabinet(home().path);
    const messages = (count: number) =>
      Array.from({ length: count }, () => ({ role: 'user', content: 'hi' }));
    const past = { id: 'past', startedAt: T, messages: messages(3) };
    const others = [
      { id: 'short', startedAt: T, messages: messages(1) },
      { id: 'short too', startedAt: T, messages: messages(1) },
    ];
    const future = { id: 'future', startedAt: NOW + 2 * 86_400, messages: messages(9) };
    const next = { ...future, id: 'next', messages: messages(8) };
    const work: HomeOfMemory = { name: 'work', sessions: [past, ...others, next] };
    // With a copy, so that a part of a day counts elsewhere.
    cabinet.homes = [{ name: 'default', sessions: [past, future] }, work];
    expect((await cabinet.scan())?.view.longest).to.include({ id: 'past', value: 3, home: 'default' });
    cabinet.restart();
    work.sessions = [past, next];
    const { view, aggregate } = (await cabinet.scan()) ?? expect.fail();
    expect(view.longest).to.include({ id: 'past', value: 3, home: 'default' });
    expect(aggregate.values.max_messages_in_session).to.equal(9);
  });

  it('reads again a few homes at a time, those that were read longest ago', async () => {
    const cabinet = new MemoryCabinet(home().path);
    many(cabinet, 10);
    await cabinet.scan();
    cabinet.now += 100;
    const recheck = { share: 0.2, before: cabinet.now };
    const seen = new Set<string>();
    for (let round = 1; round <= 5; round++) {
      await cabinet.scan({ full: false, recheck });
      for (const name of cabinet.opened) seen.add(name);
      expect(seen.size).to.equal(2 * round);
    }
    await cabinet.scan({ full: false, recheck });
    expect(cabinet.opened).to.deep.equal([]);
  });

  it('has the error of a home beside its counts, and fails when it has none without one', async () => {
    const cabinet = new MemoryCabinet(home().path);
    many(cabinet, 2);
    await cabinet.scan();
    const [one, other] = cabinet.homes;
    if (one === undefined || other === undefined) return expect.fail();
    Object.assign(one, { broken: true, look: 'another' });
    const report = (await cabinet.scan()) ?? expect.fail();
    expect(report.sessions).to.equal(2);
    expect(report.homes?.map(({ error }) => error)).to.deep.equal(['home 0 is broken.', null]);
    Object.assign(other, { broken: true, look: 'another' });
    await rejection(cabinet.scan(), 'ERR_ACHIEVEMENTS_DATABASE_BUSY');
  });

  for (const set of ['edge', 'real-part'])
    for (const number of [1, 2, 5, 20])
      it(`of ${number} counts the golden sessions (${set}) as one home does, evidence included`, async function () {
        const golden = (await readGoldenSessions(`${FIXTURES}/sessions-${set}.jsonl.gz`)).map(
          toMemorySession,
        );
        const alone = new MemoryCabinet(join(home().path, `${set} alone`));
        alone.homes = [{ name: 'all', sessions: golden }];
        const expected = (await alone.scan()) ?? expect.fail();
        const dates = (await alone.date(undated(expected.aggregate, new Map()))) ?? expect.fail();
        expect(dates).to.have.length.above(5);
        let run = 0;
        const places = fc.array(fc.nat(number - 1), { minLength: golden.length, maxLength: golden.length });
        await holdsAsync(
          this,
          2,
          fc.asyncProperty(places, async (placeOf) => {
            const cabinet = new MemoryCabinet(join(home().path, `${set} ${run++}`));
            cabinet.homes = Array.from({ length: number }, (_, place) => ({
              name: `home ${place}`,
              sessions: golden.filter((__, index) => placeOf[index] === place),
            }));
            const report = (await cabinet.scan()) ?? expect.fail();
            expect(withoutHomes(report.aggregate)).to.deep.equal(withoutHomes(expected.aggregate));
            expect(withoutHomes(report.view)).to.deep.equal(withoutHomes(expected.view));
            expect(report.homes?.reduce((sum, { sessions: some }) => sum + some, 0)).to.equal(golden.length);
            const byMetric = undated(report.aggregate, new Map());
            const found = (await cabinet.date(byMetric)) ?? expect.fail();
            expect(inOrder(found.map(withoutHomes))).to.deep.equal(inOrder(dates.map(withoutHomes)));
            for (const { session_id, home: name } of Object.values(report.aggregate.evidence)) {
              const place = golden.findIndex(({ id }) => id === session_id);
              expect(name).to.equal(`home ${placeOf[place]}`);
            }
          }),
        );
      });

  it('fails where its store does not take what was seen of it', async () => {
    const lost = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');
    const job = new CabinetJob({
      place: {
        ...createDirectoryPlace(home().stateDir),
        shared: {
          look: async () => ['a'],
          shareMark: () => undefined,
          settle: async () => {},
          seen: () => Promise.reject(lost),
          renew: async () => {},
          fence: undefined,
          now: () => NOW * 1000,
        },
      },
      timeZone: { name: 'UTC', localTime: utc },
      now: () => NOW * 1000,
    });
    job.setHomes([{ name: 'a', source: () => createMemorySource([]), look: async () => undefined }]);
    expect(await rejection(job.scan({ full: false }, QUIET, SILENT), lost.code)).to.equal(lost);
  });
});

/** Changes a byte behind a text in the file of blocks: behind each, or behind the first. */
async function spoil(directory: string, text: string, which: 'one' | 'rest'): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.blocks')) continue;
    const bytes = await readFile(join(directory, name));
    for (let at = bytes.indexOf(text); at >= 0; at = which === 'one' ? -1 : bytes.indexOf(text, at + 1))
      bytes[at + text.length + 1] = 0x21;
    await writeFile(join(directory, name), bytes);
  }
}

function talk(id: string, place: number): MemorySession {
  return { id, startedAt: T + place * 86_400, messages: [{ role: 'user', content: 'error' }] };
}

function withoutHomes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, part: unknown) => (name === 'home' ? undefined : part)));
}

function inOrder<T>(items: readonly T[]): readonly string[] {
  return items.map((item) => JSON.stringify(item, Object.keys(Object(item)).sort())).sort();
}
