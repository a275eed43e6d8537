/** Three machines and two dashboards on one store behind a pooler, and all that may befall them. */

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from '#src/payload.js';
import { openDatabase } from '#src/store/database.js';
import { LEASE_MS } from '#src/store/lease.js';
import { look } from '#src/store/publication.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { type Listener, line } from '../../support/postgres/network.js';
import { quiet, type Server, startPooler, startServer } from '../../support/postgres/server.js';
import type { Finding } from '../support/finding.js';
import { sessionOf } from '../support/growth.js';
import { Machine } from '../support/machines.js';
import type { Trial } from '../support/trial.js';
import { Promised } from '../support/unlocks.js';

const AN_HOUR_MS = 3_600_000;
/** From the last change, or from the moment at which all that was wrong is mended. */
const AGREED_WITHIN_MS = 10_000;

interface Place {
  readonly server: Server;
  readonly pooler: Server;
  readonly network: { cut: boolean; readonly listener: Listener };
  readonly machines: readonly { readonly machine: Machine; readonly writer: HistoryWriter }[];
  readonly dashboards: readonly Machine[];
  readonly promised: Promised;
  readonly told: string;
  readonly sessions: { count: number };
}

export const sharedCabinet: Trial = {
  name: 'shared-cabinet',
  about:
    'three machines and two dashboards on one store; processes are killed, the server restarted, lines cut',
  atMostMinutes: 60,
  async *run({ quick, directory }) {
    const place = await open(directory);
    try {
      yield await agreeing(place, quick ? 5 : 40);
      yield await killing(place, quick ? 6 : 300);
      yield await losingPower(place, quick ? 3 : 60);
      yield await restarting(place, quick ? 2 : 50);
      yield await cutting(place, quick ? 2 : 30);
      yield await announced(place);
      yield await scannedByOne(place);
    } finally {
      await close(place);
    }
  },
};

async function open(directory: string): Promise<Place> {
  const server = await startServer({ fsync: 'on' });
  const pooler = await startPooler(server);
  const state = { cut: false };
  const listener = await line(pooler, () => !state.cut);
  const network = Object.assign(state, { listener });
  const store = `postgres://postgres@127.0.0.1:${network.listener.port}/postgres`;
  const told = join(directory, 'told');
  const start = async (name: string, isDashboard: boolean, aheadMs: number) => {
    const hermesHome = join(directory, name);
    await mkdir(hermesHome);
    if (!isDashboard) await writeHistory(join(hermesHome, 'state.db'), [sessionOf(0)]);
    const machine = new Machine({
      told,
      aheadMs,
      options: {
        ...{ hermesHome, store, ttlMs: 1_000, stateDir: join(hermesHome, 'state'), timeZone: 'UTC' },
        homes: isDashboard ? [] : [{ name }],
      },
    });
    await machine.start();
    return machine;
  };
  const machines: { machine: Machine; writer: HistoryWriter }[] = [];
  for (const [place, aheadMs] of [0, AN_HOUR_MS, -AN_HOUR_MS].entries()) {
    const machine = await start(`m${place}`, false, aheadMs);
    machines.push({ machine, writer: await openWriter(join(directory, `m${place}`, 'state.db')) });
  }
  const dashboards = [await start('d0', true, AN_HOUR_MS), await start('d1', true, 0)];
  await watchLeases(store, server);
  return {
    server,
    pooler,
    network,
    machines,
    dashboards,
    promised: new Promised(),
    told,
    sessions: { count: 0 },
  };
}

async function close({ server, pooler, network, machines, dashboards }: Place): Promise<void> {
  await Promise.all([...machines.map(({ machine }) => machine), ...dashboards].map((one) => one.kill()));
  for (const { writer } of machines) await writer.close();
  await network.listener.close();
  await pooler.remove();
  await server.remove();
}

const everybody = ({ machines, dashboards }: Place) => [
  ...machines.map(({ machine }) => machine),
  ...dashboards,
];

/** Another session in each home. */
async function grow({ machines, sessions }: Place): Promise<void> {
  for (const { writer } of machines) await writer.addSession(sessionOf(++sessions.count));
}

/** Until everybody shows the same, of all sessions; resolves with how long that took, and what was lost. */
async function agreed(place: Place, within: number): Promise<{ ms: number; losses: readonly string[] }> {
  const began = performance.now();
  // The first session lies in each home: it is a copy in two of them.
  const expected = 1 + place.sessions.count;
  let last = '';
  for (;;) {
    const answers = await Promise.all(everybody(place).map((one) => one.ask('/achievements')));
    const tags = new Set(answers.map(({ etag }) => etag));
    const bodies = answers.flatMap(({ status, text }) => (status === 200 ? [parsed(text)] : []));
    const counted = bodies.map(({ scan_meta }) => scan_meta.sessions_total);
    const ms = performance.now() - began;
    const [body] = bodies;
    if (
      tags.size === 1 &&
      bodies.length === answers.length &&
      counted[0] === expected &&
      body?.error === null
    ) {
      const losses = [...place.promised.missingIn(unlocksIn(body), 'agreed upon')];
      place.promised.add(unlocksIn(body));
      if (ms > within) losses.push(`it took ${Math.round(ms)} ms to agree`);
      return { ms, losses };
    }
    last = `${tags.size} bodies of ${counted.join()} sessions, ${expected} expected; ${bodies.map(({ error }) => error).join(' | ')}`;
    if (ms > within + LEASE_MS) return { ms, losses: [`never agreed: ${last}`] };
    await delay(100);
  }
}

function parsed(text: string): Payload {
  return JSON.parse(text);
}

function unlocksIn({ achievements }: Payload) {
  return achievements.flatMap(({ id, tier, unlocked_at }) =>
    unlocked_at ? [{ id, tier, unlocked_at }] : [],
  );
}

async function agreeing(place: Place, times: number): Promise<Finding> {
  const losses: string[] = [];
  const backAfterMs: number[] = [];
  for (let time = 0; time < times; time++) {
    await grow(place);
    const { ms, losses: lost } = await agreed(place, AGREED_WITHIN_MS);
    backAfterMs.push(ms);
    losses.push(...lost);
  }
  return {
    fault: 'a session in each of three homes, clocks an hour apart',
    times,
    losses,
    backAfterMs,
    note: 'until all five serve one body',
  };
}

/** A process is killed while all are at work, wherever it is. */
function killing(place: Place, times: number): Promise<Finding> {
  return ending(place, times, 'SIGKILL of a machine or dashboard', (victim) => victim.kill());
}

/** The process of its scan ends as well, and gives nothing back. */
function losingPower(place: Place, times: number): Promise<Finding> {
  return ending(place, times, 'SIGKILL of a machine and of its scan', (victim) => victim.losePower());
}

async function ending(
  place: Place,
  times: number,
  fault: string,
  end: (victim: Machine) => Promise<void>,
): Promise<Finding> {
  const losses: string[] = [];
  const backAfterMs: number[] = [];
  for (let time = 0; time < times; time++) {
    await grow(place);
    const all = everybody(place);
    const victim = all[time % all.length];
    const asked = Promise.all(all.map((one) => one.ask('/achievements')));
    await delay(Math.random() * 400);
    if (victim !== undefined) await end(victim);
    await asked;
    await victim?.start();
    const { ms, losses: lost } = await agreed(place, AGREED_WITHIN_MS + LEASE_MS);
    backAfterMs.push(ms);
    losses.push(...lost.map((loss) => `after kill ${time}: ${loss}`));
  }
  return { fault, times, losses, backAfterMs, note: `a lease lasts for ${LEASE_MS / 1_000} s` };
}

async function restarting(place: Place, times: number): Promise<Finding> {
  const losses: string[] = [];
  const backAfterMs: number[] = [];
  for (let time = 0; time < times; time++) {
    await grow(place);
    const asked = Promise.all(everybody(place).map((one) => one.ask('/achievements')));
    await delay(Math.random() * 400);
    await place.server.stop(time % 2 === 0 ? 'immediate' : 'fast');
    await asked;
    const away = await Promise.all(everybody(place).map((one) => one.ask('/achievements')));
    for (const { status, text } of away) {
      if (status !== 200) losses.push(`while the server was away: ${status}`);
      else losses.push(...place.promised.missingIn(unlocksIn(parsed(text)), 'while the server was away'));
    }
    await place.server.start();
    const { ms, losses: lost } = await agreed(place, AGREED_WITHIN_MS + LEASE_MS);
    backAfterMs.push(ms);
    losses.push(...lost.map((loss) => `after restart ${time}: ${loss}`));
  }
  return { fault: 'the server is killed, or restarted', times, losses, backAfterMs };
}

async function cutting(place: Place, times: number): Promise<Finding> {
  const losses: string[] = [];
  const backAfterMs: number[] = [];
  const { network } = place;
  for (let time = 0; time < times; time++) {
    await grow(place);
    const asked = Promise.all(everybody(place).map((one) => one.ask('/achievements')));
    await delay(Math.random() * 400);
    network.cut = true;
    for (const connection of network.listener.connections) connection.destroy();
    await asked;
    await delay(300);
    network.cut = false;
    const { ms, losses: lost } = await agreed(place, AGREED_WITHIN_MS + LEASE_MS);
    backAfterMs.push(ms);
    losses.push(...lost.map((loss) => `after cut ${time}: ${loss}`));
  }
  return { fault: 'all connections are cut, and mended', times, losses, backAfterMs };
}

/** The server itself notes whoever takes a lease, and whether that was to be had. */
async function watchLeases(store: string, server: Server): Promise<void> {
  const schema = 'hermes_achievements';
  // Its tables are there once somebody has asked.
  const database = openDatabase({ url: store, schema });
  await look(database);
  await database.close();
  const sql = quiet(server.url());
  await sql
    .unsafe(`CREATE TABLE public.taken (name text, was_free boolean);
      CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.epoch <> OLD.epoch THEN
          INSERT INTO public.taken VALUES (NEW.name, OLD.expires_at <= clock_timestamp() OR OLD.holder = NEW.holder);
        END IF; RETURN NEW; END $$;
      CREATE TRIGGER watched BEFORE UPDATE ON ${schema}.lease FOR EACH ROW EXECUTE FUNCTION public.note()`)
    .simple();
  await sql.end({ timeout: 1 });
}

async function scannedByOne({ server }: Place): Promise<Finding> {
  const sql = quiet(server.url());
  const rows = await sql.unsafe('SELECT name, was_free FROM public.taken').values();
  await sql.end({ timeout: 1 });
  const wrong = rows.filter(([, wasFree]) => wasFree !== true);
  return {
    fault: 'a lease changes hands',
    times: rows.length,
    losses: wrong.map(([name]) => `taken from who had it: ${name}`),
    note: 'one scan of a home, and one that adds all up, at any time',
  };
}

async function announced({ told, server }: Place): Promise<Finding> {
  const lines = (await readFile(told, 'utf8').catch(() => '')).split('\n').filter((text) => text !== '');
  const unlocks = lines.map((text) => text.replace(/ \d+$/, ''));
  const twice = unlocks.filter((text, index) => unlocks.indexOf(text) !== index);
  const sql = quiet(server.url());
  const [row] = await sql.unsafe('SELECT count(*)::int FROM hermes_achievements.unlock').values();
  await sql.end({ timeout: 1 });
  return {
    fault: 'an unlock or a climb is told',
    times: lines.length,
    losses: twice.map((text) => `told twice: ${text}`),
    note: `${row?.[0]} badges are unlocked`,
  };
}
