import { copyFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { mask } from '#src/engine/badges/mask.js';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import { aggregate, aggregateOf } from '#src/engine/folding/aggregate.js';
import { mergeFolds } from '#src/engine/folding/fold.js';
import { databaseMark } from '#src/scan/database-mark.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import type { SessionRecord } from '#src/types.js';
import { type HistoryWriter, openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { nonZero } from '../support/messages.js';
import { here } from '../support/records.js';
import { type Scanned, scanned } from '../support/scanned.js';
import { until } from '../support/scanning.js';
import { readCheckpoint, readState, type Served, servedHomes } from '../support/served.js';

const T = 1_790_000_000;
const FILES = ['state.json', 'scan_checkpoint.json', 'scan_snapshot.json'];
/** The file of blocks as well, of which there are two names. */
const BLOCKS = /^scan_checkpoint\.[ab]\.blocks$/;

/** A checkpoint may leave out what is 0. */
function withoutZeros({ contribution, ...rest }: SessionRecord): object {
  return { ...rest, contribution: { ...contribution, counters: nonZero(contribution.counters) } };
}

const said = (...contents: string[]) => contents.map((content) => ({ role: 'user', content }));

const SESSIONS = ['a', 'b', 'c', 'd', 'e'].map((id, place) => ({
  id,
  title: `Session ${id}`,
  model: `maker-${id}/model`,
  started_at: T + place * 100_000,
  messages: [
    ...said('traceback', 'the docker daemon', `git commit ${id}`, 'permission denied'),
    { role: 'assistant', content: 'yaml', tool_calls: [{ function: { name: 'terminal', arguments: '{}' } }] },
  ],
}));

describe('A history that changes', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  let hermes: HistoryWriter;
  let router: Served;

  beforeEach(async () => {
    await writeHistory(home().databasePath, SESSIONS);
    hermes = await openWriter(home().databasePath);
    router = serve();
    await router.read();
  });

  afterEach(async () => {
    await hermes.close();
  });

  const facts = () =>
    readdir(home().stateDir).then((names) =>
      Promise.all(
        [...names.filter((name) => BLOCKS.test(name)), ...FILES].map(async (name) => {
          const { ino, mtimeMs } = await stat(join(home().stateDir, name));
          return { name, ino, mtimeMs };
        }),
      ),
    );

  /** What a scan of everything finds, here and now. */
  async function wholeScan(): Promise<Scanned> {
    return await scanned(createSqliteSource(home()));
  }

  async function expectAsIfReadWhole(): Promise<void> {
    const { records, identity } = await wholeScan();
    const checkpoint = await readCheckpoint(home());
    expect(checkpoint.identity).to.equal(identity);
    expect([...checkpoint.records.values()].map(withoutZeros)).to.have.deep.members(
      records.map(withoutZeros),
    );
    const { values, evidence } = aggregate(records, here);
    const folded = aggregateOf(mergeFolds(checkpoint.blocks.map(({ fold }) => fold)));
    expect(folded).to.deep.equal({ values, evidence });
    const { aggregate: stored, evidence: proofs } = await readState(home(), 'scan_snapshot.json');
    expect(stored).to.deep.equal(values);
    expect(proofs).to.deep.equal(evidence);
    const live = evaluateAll({ values, evidence }, new Map());
    const shown = (await router.read()).achievements;
    expect(shown.map(({ id, progress }) => [id, progress])).to.deep.equal(
      live.map(mask).map(({ id, progress }) => [id, progress]),
    );
  }

  it('is read whole at first', async () => {
    expect((await router.read()).scan_meta).to.include({
      mode: 'full',
      sessions_total: 5,
      sessions_rescanned: 5,
      sessions_reused: 0,
      messages_scanned: 25,
    });
  });

  it('is not read again when it has not changed, and nothing is written', async () => {
    const before = await facts();
    const { scan_meta, generated_at } = await router.rescanned();
    expect(scan_meta).to.include({
      mode: 'incremental',
      sessions_total: 5,
      sessions_rescanned: 0,
      sessions_reused: 5,
      messages_scanned: 0,
    });
    const after = await facts();
    expect(after.map(({ ino }) => ino)).to.deep.equal(before.map(({ ino }) => ino));
    expect(after).to.have.length(4);
    expect(after.slice(0, 3)).to.deep.equal(before.slice(0, 3));
    expect(after[3]?.mtimeMs).to.be.greaterThan(before[3]?.mtimeMs ?? Infinity);
    const { body } = await router.get('/scan-status');
    expect([(await router.read()).generated_at, body.snapshot_generated_at]).to.deep.equal(
      Array(2).fill(generated_at),
    );
  });

  it('is read again, with the same list, when somebody removed the checkpoint', async () => {
    const elsewhere = (value: number) =>
      hermes.exec(`CREATE TABLE IF NOT EXISTS elsewhere (v); INSERT INTO elsewhere VALUES (${value})`);
    await elsewhere(1);
    expect((await router.rescanned()).scan_meta).to.include({ mode: 'incremental', sessions_reused: 5 });
    await rm(join(home().stateDir, 'scan_checkpoint.json'));
    await elsewhere(2);
    expect((await router.rescanned()).scan_meta).to.include({ mode: 'full', sessions_rescanned: 5 });
    await expectAsIfReadWhole();
  });

  it('is told right by who comes later, when another process saw another list meanwhile', async () => {
    const other = serve();
    await hermes.exec("UPDATE sessions SET archived = 1 WHERE id = 'b'");
    expect((await other.rescanned()).scan_meta).to.include({ sessions_total: 4 });
    await hermes.exec("UPDATE sessions SET archived = 0 WHERE id = 'b'");
    expect((await router.rescanned()).scan_meta).to.include({ sessions_total: 5 });
    expect((await serve().read()).scan_meta).to.include({ sessions_total: 5 });
    await expectAsIfReadWhole();
  });

  it('is not even opened when its files are untouched', async () => {
    const mark = () => databaseMark(home().databasePath);
    await until(async () => (await mark()) !== undefined);
    await router.rescanned();
    // Opening the database would make these anew, once they are gone; nobody else has it open.
    await hermes.close();
    await until(async () => (await mark()) !== undefined);
    await router.rescanned();
    for (const suffix of ['-shm', '-wal']) await rm(`${home().databasePath}${suffix}`, { force: true });
    const { scan_meta } = await router.rescanned();
    expect(scan_meta).to.include({ mode: 'incremental', sessions_reused: 5, messages_scanned: 0 });
    expect((await readdir(home().path)).sort()).to.deep.equal(['plugin-data', 'plugins', 'state.db']);
    hermes = await openWriter(home().databasePath);
  });

  type Change = readonly [
    title: string,
    reads: Readonly<Record<string, number>>,
    make: () => Promise<unknown>,
  ];

  const changes: readonly Change[] = [
    ['a message was appended', { b: 6 }, () => hermes.append('b', said('eacces'))],
    [
      'the last messages were undone',
      { b: 3 },
      async () => hermes.rewind((await hermes.idsOf('b')).slice(-2)),
    ],
    [
      'the last message was undone and another one has its time',
      { c: 5 },
      async () => {
        const ids = await hermes.idsOf('c');
        await hermes.rewind(ids.slice(-1));
        const [[time] = []] = await hermes.query(`SELECT timestamp FROM messages WHERE id = ${ids.at(-1)}`);
        await hermes.append('c', [{ content: 'eacces', timestamp: Number(time) }]);
      },
    ],
    [
      'what was undone is redone',
      { b: 5 },
      async () => {
        const ids = (await hermes.idsOf('b')).slice(-2);
        await hermes.rewind(ids);
        await router.rescanned();
        await hermes.redo(ids);
      },
    ],
    [
      'it was compacted',
      { d: 6 },
      async () => hermes.compact('d', (await hermes.idsOf('d')).slice(0, 3), 'a summary of yaml'),
    ],
    ['it was renamed', { a: 5 }, () => hermes.rename('a', 'Another title')],
    ['its title was taken away', { a: 5 }, () => hermes.rename('a', null)],
    ['its model changed', { e: 5 }, () => hermes.changeModel('e', 'ollama/llama3')],
    ['a session was deleted', {}, () => hermes.deleteSession('e')],
    ['a message was deleted', { c: 4 }, async () => hermes.deleteMessage((await hermes.idsOf('c'))[1] ?? 0)],
    ['a session was archived', {}, () => hermes.run(`UPDATE sessions SET archived = 1 WHERE id = 'd'`)],
    ['a session was hidden', {}, () => hermes.run(`UPDATE sessions SET hidden = 1 WHERE id = 'c'`)],
    [
      'a session is new',
      { f: 1 },
      () => hermes.addSession({ id: 'f', started_at: T + 900_000, messages: said('browser') }),
    ],
    [
      'two sessions changed',
      { a: 5, e: 6 },
      async () => {
        await hermes.rename('a', 'Another title');
        await hermes.append('e', said('exception'));
      },
    ],
  ];

  for (const [title, reads, make] of changes) {
    it(`is read as far as it changed when ${title}, and counted as if it had been read whole`, async () => {
      await make();
      const before = (await readCheckpoint(home())).records;
      const { scan_meta } = await router.rescanned();
      const messages = Object.values(reads).reduce((sum, count) => sum + count, 0);
      expect(scan_meta).to.include({
        mode: 'incremental',
        sessions_rescanned: Object.keys(reads).length,
        messages_scanned: messages,
      });
      const after = (await readCheckpoint(home())).records;
      const changed = [...after.values()].flatMap(({ id, fingerprint }) =>
        before.get(id)?.fingerprint === fingerprint ? [] : [id],
      );
      expect(changed.sort()).to.deep.equal(Object.keys(reads));
      await expectAsIfReadWhole();
    });
  }

  it('is counted the same, change after change and at last as a whole', async () => {
    for (const [, , make] of changes) await make();
    const incremental = (await router.rescanned()).achievements;
    await expectAsIfReadWhole();
    const { scan_meta, achievements } = await router.rescanned('?full=true');
    expect(scan_meta).to.include({ mode: 'full', sessions_reused: 0, sessions_total: 3 });
    expect(achievements).to.deep.equal(incremental);
    await expectAsIfReadWhole();
  });

  it('is read as far as it changed after a restart, too', async () => {
    await router.router.close();
    await hermes.append('b', said('eacces'));
    router = serve();
    expect((await router.read()).scan_meta).to.include({ mode: 'full', sessions_rescanned: 5 });
    expect((await router.rescanned()).scan_meta).to.include({
      mode: 'incremental',
      sessions_rescanned: 1,
      messages_scanned: 6,
    });
  });

  it('is seen as it is at the moment of each of many rescans', async () => {
    for (let round = 1; round <= 5; round++) {
      await hermes.append('b', said('hello'));
      await router.rescanned();
      const { records } = await readCheckpoint(home());
      expect(records.get('b')?.contribution.counters).to.include({ message_count: 5 + round });
    }
  });

  describe('into another one', () => {
    const OTHERS = [
      { id: 'z', title: 'Z', started_at: T - 1, messages: said('docker') },
      { id: 'a', title: 'Session a', started_at: T, messages: said('git') },
    ];

    it('is read whole when the file was replaced', async () => {
      const other = join(home().path, 'other.db');
      await writeHistory(other, OTHERS);
      await hermes.close();
      await rename(other, home().databasePath);
      hermes = await openWriter(home().databasePath);
      const { scan_meta } = await router.rescanned();
      expect(scan_meta).to.include({
        mode: 'full',
        sessions_total: 2,
        sessions_rescanned: 2,
        sessions_reused: 0,
      });
      expect([...(await readCheckpoint(home())).records.keys()].sort()).to.deep.equal(['a', 'z']);
    });

    it('is read whole when another file is named', async () => {
      const other = join(home().path, 'other.db');
      await hermes.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await copyFile(home().databasePath, other);
      await router.router.close();
      router = serve({ databasePath: other });
      expect((await router.read()).scan_meta).to.include({
        mode: 'full',
        sessions_rescanned: 5,
        sessions_reused: 0,
      });
      expect((await router.read()).scan_meta.status.run_count).to.equal(1);
    });

    it('keeps what was unlocked', async () => {
      for (let round = 0; round < 5; round++)
        await hermes.append('a', [
          { role: 'assistant', tool_calls: [{ function: { name: 'delegate_task', arguments: '{}' } }] },
        ]);
      await router.rescanned();
      const commander = async () =>
        (await router.read()).achievements.find(({ id }) => id === 'subagent_commander');
      const { unlocked_at } = (await commander()) ?? {};
      expect(unlocked_at).to.be.a('number');
      for (const { id } of SESSIONS) await hermes.deleteSession(id);
      const { aggregate } = await router.rescanned();
      expect(aggregate).to.include({ session_count: 0, total_delegate_calls: 0 });
      expect(await commander()).to.include({ unlocked: true, tier: 'Copper', unlocked_at, progress: 0 });
      await router.router.close();
      router = serve();
      expect(await commander()).to.include({ unlocked: true, tier: 'Copper', unlocked_at });
    });
  });
});
