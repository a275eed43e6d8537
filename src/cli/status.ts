import type { View } from '../cache/view/view.js';
import { describeDatabase, describeHistory } from '../database-options.js';
import { grouped, oneLine } from '../engine/badges/plain-text.js';
import { type LatestUnlock, summarize } from '../engine/badges/summary.js';
import type { DateOf } from '../engine/folding/local-time.js';
import type { HomeStatus } from '../payload.js';
import type { Console, Screen } from './console.js';
import { EXIT, type ExitCode } from './exit.js';
import { type HomeFlags, inFlags } from './home.js';
import { progressOf, type Session, withSession } from './session.js';
import { nearLine } from './summary-table.js';

export interface StatusFlags extends HomeFlags {
  readonly json?: boolean;
}

/** What is known without a look at the history. */
export function status(flags: StatusFlags, console: Console): Promise<ExitCode> {
  return withSession(flags, console, async (session) => {
    const { out } = console;
    const status = await session.service.status();
    if (flags.json) out.say(JSON.stringify(status, null, 2));
    else
      for (const [name, value] of await facts(session, status, out))
        out.say(`${out.paint('dim', name.padEnd(9))} ${value}`);
    return EXIT.ok;
  });
}

type Facts = readonly (readonly [name: string, value: string])[];

async function facts(
  { config, service, shown }: Session,
  status: Readonly<Record<string, unknown>>,
  { paint }: Screen,
): Promise<Facts> {
  const all = await service.peek();
  const view = all && (await shown(all));
  const progress = progressOf(status);
  const running =
    progress === null
      ? 'running'
      : `running, ${grouped(progress.scanned)} of ${grouped(progress.total)} sessions`;
  const { state, driver, snapshot_age_seconds: age, snapshot_stale: stale } = status;
  return [
    ...(config.homes?.kind !== 'profiles' ? [['History', describeHistory(config.history)] as const] : []),
    ...(config.store === undefined ? [] : [['Store', describeDatabase(config.store)] as const]),
    ['Unlocks', config.stateDir],
    ['Scanner', state === 'running' ? running : String(state)],
    ...(typeof driver === 'string' ? [['Reads by', driver] as const] : []),
    [
      'Counted',
      view === undefined ? 'not yet: the command scan does it' : freshness(Number(age), stale === true),
    ],
    ...(view?.payload.homes ?? []).map((home) => ['Home', homeLine(home)] as const),
    ...(view === undefined ? [] : standing(view)),
    ...(view?.payload.notice ? [['Notice', view.payload.notice] as const] : []),
    ...(view?.payload.error ? [['Trouble', paint('red', inFlags(view.payload.error))] as const] : []),
  ];
}

/** How many are unlocked, which one came last, and what is next. */
function standing({ payload, aggregate, latest, dateOf }: View): Facts {
  const { latest_unlock, nearest_to_unlock } = summarize(payload.achievements, aggregate, latest[0]);
  const [next] = nearest_to_unlock;
  return [
    ['Unlocked', `${payload.unlocked_count} of ${payload.total_count}`],
    ...(latest_unlock === null ? [] : [['Latest', latestLine(latest_unlock, dateOf)] as const]),
    ...(next === undefined ? [] : [['Next', nearLine(next)] as const]),
  ];
}

function homeLine({ name, sessions, messages, error }: HomeStatus): string {
  const counts = `${oneLine(name)}: sessions ${grouped(sessions)}, messages ${grouped(messages)}`;
  return error === null ? counts : `${counts}, as far as is known. ${inFlags(error)}`;
}

function latestLine({ name, tier, reached_at }: LatestUnlock, dateOf: DateOf): string {
  return `${name}${tier === null ? '' : ` (${tier})`}, ${dateOf(reached_at)}`;
}

function freshness(ageSeconds: number, stale: boolean): string {
  return `${ago(ageSeconds)}${stale ? ', so the next reader starts a refresh' : ''}`;
}

/** TABLE: units of time, largest first. */
const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

export function ago(seconds: number): string {
  for (const [length, unit] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
