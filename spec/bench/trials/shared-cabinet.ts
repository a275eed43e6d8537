import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import type { Sql } from 'postgres';
import { type AchievementsRouter, createAchievementsRouter } from '#src/index.js';
import { openWriter, writeHistory } from '../../support/history.js';
import { hasPostgres, quiet, startServer } from '../../support/postgres/server.js';
import type { Figure } from '../support/figure.js';
import { rounds, timed } from '../support/rounds.js';
import { median, ratio } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

const SETTINGS = { shared_buffers: '512MB', max_wal_size: '8GB' };
const SCHEMA = 'hermes_achievements';
const CAPITALS = 26;

/** A cabinet of many homes: one is real, the others are its rows under other names. */
export const sharedCabinet: Trial = {
  name: 'shared-cabinet',
  about: 'a cabinet of many homes in PostgreSQL: a refresh, a fresh replica, its size and its connections',
  async *run({ directory, quick }) {
    if (!hasPostgres()) {
      process.stderr.write('shared-cabinet: skipped, PostgreSQL is not installed here\n');
      return;
    }
    const [homes, perHome] = quick ? [10, 500] : [100, 10_000];
    const server = await startServer(SETTINGS);
    const sql = quiet(server.url());
    const hermesHome = join(directory, 'real');
    await mkdir(hermesHome);
    const databasePath = join(hermesHome, 'state.db');
    await writeHistory(
      databasePath,
      Array.from({ length: perHome }, (_, number) => sessionOf(number)),
    );
    const writer = await openWriter(databasePath);
    const open = (name: string, isReplica: boolean) =>
      Served.start({
        ...{ hermesHome, store: server.url(), stateDir: join(directory, name), rescanWaitMs: 600_000 },
        homes: isReplica ? [] : [{ name }],
      });
    const machine = await open('real', false);
    try {
      await machine.rescan();
      await makeUp(sql, homes);
      await machine.rescan();
      const of = `${homes} homes, ${homes * perHome} sessions`;
      const change = async () => {
        await writer.append('s1', [{ role: 'user', content: 'one more git commit' }]);
        return await timed(() => machine.rescan());
      };
      const shares = () =>
        timed(() => sql.unsafe(`SELECT content FROM ${SCHEMA}.derived WHERE name = 'share'`));
      yield await compared(
        `refresh after one changed session / reading what all homes add up to, ${of}`,
        quick ? 3 : 7,
        change,
        shares,
      );
      let replicas = 0;
      const fresh = async () => {
        const replica = await open(`replica${replicas++}`, true);
        const took = await timed(() => replica.read());
        await replica.close();
        return took;
      };
      const published = () => timed(() => sql.unsafe(`SELECT content, fresh, stale FROM ${SCHEMA}.snapshot`));
      yield await compared(
        `first read of a fresh replica / reading the published answer, ${of}`,
        quick ? 3 : 7,
        fresh,
        published,
      );
      yield await sizeOf(sql, of);
      yield await connections(sql, of, change);
    } finally {
      await machine.close();
      await writer.close();
      await sql.end({ timeout: 1 });
      await server.remove();
    }
  },
};

function sessionOf(number: number) {
  const day = Math.floor(number / 25);
  return {
    id: `s${number}`,
    title: `Session ${number}`,
    model: `maker/model-${number % 30}`,
    started_at: 1_760_000_000 + day * 86_400 + (number % 25) * 60,
    messages: [{ role: 'user', content: 'git commit and a traceback' }],
  };
}

/** The rows of the one home, under other names; by other keys, so that none of its sessions is a copy. */
async function makeUp(sql: Sql, homes: number): Promise<void> {
  const columns = 'has_titles, seen_at, stamp, analysis_version, folded_by, identity';
  const capitals = Array.from({ length: CAPITALS }, (_, place) => String.fromCharCode(65 + place));
  for (let home = 1; home < homes; home++) {
    const step = [1, 3, 5, 7, 9, 11, 15, 17, 19, 21, 23, 25][Math.floor(home / CAPITALS) % 12] ?? 1;
    const others = capitals.map((_, place) => capitals[(place * step + home) % CAPITALS]).join('');
    await sql
      .unsafe(`BEGIN;
        INSERT INTO ${SCHEMA}.home (id, name, place, ${columns})
          SELECT 'h${home}', 'home ${home}', 'p${home}', ${columns} FROM ${SCHEMA}.home WHERE name = 'real';
        INSERT INTO ${SCHEMA}.block (home, key, batch, mark, checked_at, fold, sessions, keys)
          SELECT 'h${home}', key, batch, mark, checked_at, fold, sessions, translate(keys, '${capitals.join('')}', '${others}')
          FROM ${SCHEMA}.block WHERE home = (SELECT id FROM ${SCHEMA}.home WHERE name = 'real');
        INSERT INTO ${SCHEMA}.derived (home, name, mark, content)
          SELECT 'h${home}', name, mark || '${home}', content FROM ${SCHEMA}.derived
          WHERE home = (SELECT id FROM ${SCHEMA}.home WHERE name = 'real');
        COMMIT`)
      .simple();
  }
  await sql.unsafe('VACUUM ANALYZE').simple();
}

async function compared(
  name: string,
  times: number,
  ours: () => Promise<number>,
  plainest: () => Promise<number>,
): Promise<Figure> {
  const { candidate, floor } = await rounds(times, ours, plainest, (task) => task());
  const ms = (values: readonly number[]) => `${median(values).toFixed(1)} ms`;
  return {
    name,
    unit: '×',
    ...ratio(candidate, floor),
    note: `${ms(candidate)}, the query alone ${ms(floor)}`,
  };
}

async function sizeOf(sql: Sql, of: string): Promise<Figure> {
  const [row = []] = await sql
    .unsafe(
      `SELECT sum(pg_total_relation_size(c.oid))::float8, (SELECT sum(octet_length(fold) + octet_length(sessions))::float8 FROM ${SCHEMA}.block)
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = '${SCHEMA}' AND relkind = 'r'`,
    )
    .values();
  const [size, texts] = [Number(row[0]), Number(row[1])];
  return {
    name: `size of the store / of the texts in its blocks, ${of}`,
    unit: '×',
    value: size / texts,
    note: `${(size / 1e6).toFixed(1)} MB`,
  };
}

/** As the server sees them, while a refresh is under way. */
async function connections(sql: Sql, of: string, refresh: () => Promise<number>): Promise<Figure> {
  let most = 0;
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      const [row = []] = await sql
        .unsafe(
          `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'hermes-achievements-router'`,
        )
        .values();
      most = Math.max(most, Number(row[0]));
    }
  })();
  await refresh();
  isOver = true;
  await looking;
  return { name: `connections of a machine at most, ${of}`, unit: '', value: most, target: { atMost: 2 } };
}

/** A router that listens. */
class Served {
  readonly #router: AchievementsRouter;
  readonly #server: ReturnType<typeof createServer>;

  static async start(options: Parameters<typeof createAchievementsRouter>[0]): Promise<Served> {
    const router = createAchievementsRouter(options);
    const server = createServer(express().use(router)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Served(router, server);
  }

  private constructor(router: AchievementsRouter, server: ReturnType<typeof createServer>) {
    this.#router = router;
    this.#server = server;
  }

  async #ask(path: string, method: string): Promise<void> {
    const address = this.#server.address();
    const port = typeof address === 'object' ? address?.port : '';
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    const text = await response.text();
    if (response.status !== 200) throw new Error(text);
  }

  read(): Promise<void> {
    return this.#ask('/achievements', 'GET');
  }

  rescan(): Promise<void> {
    return this.#ask('/rescan', 'POST');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#router.close();
  }
}
