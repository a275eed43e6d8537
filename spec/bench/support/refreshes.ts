/** Refreshes of a host after something has happened to its history, each beside the floors. */
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HistoryWriter, openWriter } from '../../support/history.js';
import { watchCheckpoint } from './checkpoint-size.js';
import { watchFiles } from './files.js';
import type { Floor } from './floor.js';
import type { Host } from './host.js';
import { timed } from './rounds.js';
import { readBy } from './usage.js';

/** A database changed this lately is not taken for unchanged, since file times are coarse. */
const SETTLE_MS = 150;

export type Change = 'nothing' | 'elsewhere' | 'heartbeat' | 'message';
/** Whether the process of the scan is still there from the refresh before, or has to be started. */
export type ScanProcess = 'kept' | 'new';

export interface Refreshed {
  readonly ms: readonly number[];
  /** Milliseconds of the plainest query that tells what changed: handing out its rows, or counting them inside SQLite. */
  readonly rows: readonly number[];
  readonly inside: readonly number[];
  /** Shares of the database, by the bytes that went into the host and its children: from files, pipes and sockets. */
  readonly read: readonly number[];
  /** Shares of the checkpoint that was there before. */
  readonly written: readonly number[];
  /** How many files were rewritten at once, at most. */
  readonly files: number;
}

export interface Setting {
  readonly host: Host;
  readonly floor: Floor;
  /** Of the database. */
  readonly path: string;
  readonly session: string;
}

export class Refreshes {
  readonly #setting: Setting;
  /** Hermes runs: the database stays open, and what it writes stands in the log. */
  readonly #hermes: HistoryWriter;
  readonly #filesRewritten: () => Promise<number>;
  readonly #checkpointWritten: () => Promise<number>;

  static async of(setting: Setting): Promise<Refreshes> {
    const hermes = await openWriter(setting.path);
    await hermes.exec('CREATE TABLE elsewhere (value)');
    return new Refreshes(setting, hermes);
  }

  private constructor(setting: Setting, hermes: HistoryWriter) {
    this.#setting = setting;
    this.#hermes = hermes;
    this.#filesRewritten = watchFiles(setting.host.stateDir);
    this.#checkpointWritten = watchCheckpoint(setting.host.stateDir);
  }

  /** A first one warms up, and is not counted. */
  async run(change: Change, process: ScanProcess, times: number): Promise<Refreshed> {
    const { host, floor, path } = this.#setting;
    const [ms, rows, inside]: [number[], number[], number[]] = [[], [], []];
    const [read, written]: [number[], number[]] = [[], []];
    let files = 0;
    await this.once(change, process);
    await this.#filesRewritten();
    await this.#checkpointWritten();
    for (let time = 0; time < times; time++) {
      const before = readBy(host.pid);
      ms.push(await this.once(change, process));
      const after = readBy(host.pid);
      if (before !== undefined && after !== undefined) read.push((after - before) / (await sizeOf(path)));
      files = Math.max(files, await this.#filesRewritten());
      written.push(await this.#checkpointWritten());
      if (change === 'nothing') continue;
      rows.push(await floor.group(path, true));
      inside.push(await floor.group(path, false));
    }
    return { ms, rows, inside, read, written, files };
  }

  /** Milliseconds. */
  async once(change: Change, process: ScanProcess): Promise<number> {
    const { host } = this.#setting;
    if (process === 'new') await host.dropScanProcess();
    await this.#make(change);
    await sleep(SETTLE_MS);
    return await timed(() => host.rescan());
  }

  close(): Promise<void> {
    return this.#hermes.close();
  }

  async #make(change: Change): Promise<void> {
    const { session } = this.#setting;
    if (change === 'elsewhere') await this.#hermes.exec('INSERT INTO elsewhere VALUES (1)');
    if (change === 'heartbeat')
      await this.#hermes.run(
        'UPDATE sessions SET last_activity_at = ? WHERE id = ?',
        Date.now() / 1000,
        session,
      );
    if (change === 'message')
      await this.#hermes.append(session, [{ role: 'user', content: 'one more git commit' }]);
  }
}

/** With its log. */
async function sizeOf(path: string): Promise<number> {
  const [database, log] = await Promise.all([path, `${path}-wal`].map((file) => stat(file)));
  return (database?.size ?? 0) + (log?.size ?? 0);
}
