import { join } from 'node:path';
import { hasPostgres, quiet, type Server, startServer } from '../../support/postgres/server.js';
import type { MemoryUse } from '../processes/memory.js';
import type { Figure } from '../support/figure.js';
import { Floor } from '../support/floor.js';
import { Host } from '../support/host.js';
import { Peak } from '../support/peak.js';
import type { SchemaPlace } from '../support/place.js';
import { type Written, writeCopies, writeLargeRows, writeMadeUp } from '../support/postgres-history.js';
import { askProcess } from '../support/process.js';
import { rounds, timed } from '../support/rounds.js';
import { scanCold } from '../support/scans.js';
import { median, range, ratio } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

const MEGABYTE = 1e6;

/** As of a machine that serves others, too. */
const SETTINGS = { shared_buffers: '512MB', maintenance_work_mem: '256MB', max_wal_size: '8GB' };

/** To start a process costs what it costs in SQLite: see there. */
const COLD = {
  full: [
    { sessions: 4_500, atMost: 2 },
    { sessions: 45_000, atMost: 1.5 },
  ],
  quick: [{ sessions: 1_000, atMost: undefined }],
};

export const postgres: Trial = {
  name: 'postgres',
  about: 'a history in PostgreSQL: first scan, refreshes, memory, and a million sessions',
  async *run({ directory, quick }) {
    if (!hasPostgres()) {
      process.stderr.write('postgres: skipped, PostgreSQL is not installed here\n');
      return;
    }
    const server = await startServer(SETTINGS);
    const floor = await Floor.start();
    try {
      const placeOf = (schema: string): SchemaPlace => ({
        databaseUrl: server.url(),
        databaseSchema: schema,
        directory: join(directory, schema),
      });
      for (const { sessions, atMost } of quick ? COLD.quick : COLD.full) {
        const written = await writeCopies(server, placeOf('copies'), sessions);
        yield await cold(written, floor, atMost, quick ? 2 : 5);
        yield* refreshes(`${sessions} sessions`, server, written, floor, {
          times: quick ? 3 : 9,
          atMost: atMost && 3,
        });
      }
      const madeUp = await writeMadeUp(server, placeOf('made_up'), quick ? 20_000 : 1_000_000);
      yield* refreshes(`${quick ? 20_000 : 1_000_000} made-up sessions`, server, madeUp, floor, {
        times: quick ? 2 : 5,
        atMost: undefined,
      });
      const large = await writeLargeRows(server, placeOf('large'), { rows: 6, bytes: quick ? 10e6 : 100e6 });
      yield await memory(large, quick ? 1 : 3);
    } finally {
      floor.close();
      await server.remove();
    }
  },
};

async function cold(
  { place, bytes }: Written,
  floor: Floor,
  atMost: number | undefined,
  times: number,
): Promise<Figure> {
  const { candidate, floor: reading } = await rounds(
    times,
    () => timed(() => scanCold(place)),
    () => floor.read(place),
    (task) => task(),
  );
  return {
    name: `PostgreSQL: cold scan / reading, ${Math.round(bytes / MEGABYTE)} MB`,
    unit: '×',
    ...ratio(candidate, reading),
    target: atMost === undefined ? undefined : { atMost },
    note: `scan ${ms(candidate)}, reading ${ms(reading)}`,
  };
}

const CHANGES = {
  heartbeat: (session: string) =>
    `UPDATE sessions SET last_activity_at = extract(epoch FROM clock_timestamp()) WHERE id = '${session}'`,
  'one message': (session: string) =>
    `INSERT INTO messages (session_id, role, content, timestamp) VALUES ('${session}', 'user', 'one more git commit', 1790000000)`,
} as const;

async function* refreshes(
  name: string,
  server: Server,
  { place, session }: Written,
  floor: Floor,
  { times, atMost }: { readonly times: number; readonly atMost: number | undefined },
): AsyncGenerator<Figure> {
  const hermes = quiet(server.url());
  const host = await Host.start(place);
  const peak = await Peak.over(host);
  const first = await timed(() => host.rescan());
  const full = peak?.now();
  await hermes.unsafe(`SET search_path = ${place.databaseSchema}`);
  for (const [what, change] of Object.entries(CHANGES)) {
    const once = async () => {
      await hermes.unsafe(change(session));
      return await timed(() => host.rescan());
    };
    const { candidate, floor: grouping } = await rounds(
      times,
      once,
      () => floor.group(place, true),
      (task) => task(),
    );
    yield {
      name: `PostgreSQL, ${name}: ${what} / grouping query`,
      unit: '×',
      ...ratio(candidate, grouping),
      target: atMost === undefined ? undefined : { atMost },
      note: `${ms(candidate)}, query ${ms(grouping)}; first scan ${Math.round(first)} ms`,
    };
  }
  if (peak !== undefined && full !== undefined) {
    const peaks: number[] = [];
    for (let time = 0; time < 3; time++) {
      await hermes.unsafe(CHANGES['one message'](session));
      peaks.push((await peak.during(() => host.rescan())) / MEGABYTE);
    }
    yield {
      name: `PostgreSQL, ${name}: over idle during refreshes`,
      unit: ' MB',
      value: median(peaks),
      spread: range(peaks),
      target: atMost === undefined ? undefined : { atMost: 150 },
      note: `right after a full scan ${Math.round(full / MEGABYTE)} MB`,
    };
  }
  await host.close();
  await hermes.end();
}

async function memory({ place, bytes }: Written, times: number): Promise<Figure> {
  const over: number[] = [];
  for (let time = 0; time < times; time++) {
    const { peak, idle } = await askProcess<MemoryUse>('memory', JSON.stringify(place));
    over.push((peak - idle) / MEGABYTE);
  }
  return {
    name: `PostgreSQL: peak over idle, rows of 100 MB, ${Math.round(bytes / MEGABYTE)} MB in all`,
    unit: ' MB',
    value: median(over),
    spread: range(over),
    target: { atMost: 250 },
  };
}

function ms(values: readonly number[]): string {
  return `${Math.round(median(values))} ms`;
}
