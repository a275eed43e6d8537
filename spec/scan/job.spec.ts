import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { analysisVersion } from '#src/scan/analysis-version.js';
import { type CheckpointPlace, loadRecords, runJob, type ScanReport, type Watch } from '#src/scan/job.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { temporaryHome } from '../support/home.js';
import { utc } from '../support/records.js';

const T = 1_790_000_000;
const HOOKS = { stopped: () => false, reading() {} };
const SILENT: Watch = { progress() {}, partial() {} };
const NOWHERE: CheckpointPlace = { path: '/nowhere/scan_checkpoint.json' };

function sessionsNamed(...ids: string[]): MemorySession[] {
  return ids.map((id, place) => ({
    id,
    title: `Session ${id}`,
    startedAt: T + place,
    messages: [{ role: 'user', content: 'traceback' }],
  }));
}

const sessions = sessionsNamed('a', 'b', 'c');

async function run(
  checkpoint: CheckpointPlace,
  part: { full?: boolean; watch?: Watch } = {},
): Promise<ScanReport> {
  const { full = false, watch = SILENT } = part;
  const report = await runJob(createMemorySource(sessions), { full, checkpoint }, utc, HOOKS, watch);
  return report ?? expect.fail('nothing was looked at');
}

function bytesOf({ checkpoint }: ScanReport): Uint8Array {
  return checkpoint ?? expect.fail('no checkpoint');
}

/** The checkpoint of a first scan, with something changed in its text. */
async function changed(change: (text: string) => string): Promise<CheckpointPlace> {
  const text = new TextDecoder().decode(bytesOf(await run(NOWHERE)));
  expect(change(text)).to.not.equal(text);
  return { bytes: new TextEncoder().encode(change(text)) };
}

describe('A job', () => {
  const home = temporaryHome();

  it('scans, folds and encodes what it found', async () => {
    const report = await run(NOWHERE);
    expect(report).to.include({ mode: 'full', sessions: 3, rescanned: 3, messagesScanned: 3, changed: true });
    expect(report).to.not.have.property('records');
    expect(report.aggregate.values).to.include({ session_count: 3, traceback_events: 3 });
    const checkpoint = JSON.parse(new TextDecoder().decode(bytesOf(report)));
    expect(checkpoint).to.include({ analysis_version: analysisVersion(), database: report.identity });
    expect(checkpoint.generated_at).to.be.within(T / 2, Date.now() / 1000);
    expect(Object.keys(checkpoint.sessions)).to.deep.equal(['c', 'b', 'a']);
  });

  it('goes on from a checkpoint, in memory or on disk, and makes no other while that says it all', async () => {
    const first = await run(NOWHERE);
    await mkdir(home().stateDir, { recursive: true });
    const path = join(home().stateDir, 'scan_checkpoint.json');
    await writeFile(path, bytesOf(first));
    for (const place of [{ bytes: bytesOf(first) }, { path }]) {
      const report = await run(place);
      expect(report).to.include({ mode: 'incremental', reused: 3, rescanned: 0, checkpoint: undefined });
      expect(report.aggregate).to.deep.equal(first.aggregate);
    }
    expect(await readFile(path)).to.deep.equal(Buffer.from(bytesOf(first)));
  });

  it('reads everything anew when told to', async () => {
    const first = await run(NOWHERE);
    const report = await run({ bytes: bytesOf(first) }, { full: true });
    expect(report).to.include({ mode: 'full', rescanned: 3, reused: 0 });
    expect(report.checkpoint).to.not.equal(undefined);
  });

  for (const [title, change] of [
    ['of another way of counting', (text: string) => text.replace(analysisVersion(), 'older')],
    ['of another shape', (text: string) => text.replace('"schema_version":1', '"schema_version":0')],
    ['of another history', (text: string) => text.replace(/"database":"[^"]+"/, '"database":"another"')],
    ['that is cut off', (text: string) => text.slice(0, -30)],
    ['that is empty', () => ''],
  ] as const) {
    it(`reads everything anew for a checkpoint ${title}`, async () => {
      const report = await run(await changed(change));
      expect(report).to.include({ mode: 'full', rescanned: 3, reused: 0 });
      expect(report.checkpoint).to.not.equal(undefined);
    });
  }

  it('reads a session anew whose part of the checkpoint is damaged', async () => {
    const place = await changed((text) => text.replace('"title":"Session b"', '"title":7'));
    const report = await run(place);
    expect(report).to.include({ mode: 'incremental', rescanned: 1, reused: 2 });
    expect(report.aggregate.values).to.include({ traceback_events: 3 });
  });

  it('hands out what a checkpoint holds, and nothing of one that is of no use', async () => {
    const records = await loadRecords({ bytes: bytesOf(await run(NOWHERE)) });
    expect(records.map(({ id, title }) => [id, title])).to.deep.equal([
      ['c', 'Session c'],
      ['b', 'Session b'],
      ['a', 'Session a'],
    ]);
    expect(await loadRecords(NOWHERE)).to.deep.equal([]);
    const older = await changed((text) => text.replace(analysisVersion(), 'older'));
    expect(await loadRecords(older)).to.deep.equal([]);
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
      const progress: [number, number][] = [];
      const partial: number[] = [];
      const hooks = {
        ...HOOKS,
        pause: () => {
          time += msEach;
          return undefined;
        },
      };
      const watch: Watch = {
        progress: (scanned, total) => progress.push([scanned, total]),
        partial: ({ values }) => partial.push(values.traceback_events),
      };
      await runJob(createMemorySource(many), { full: false, checkpoint: NOWHERE }, utc, hooks, watch);
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
