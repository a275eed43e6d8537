import { grouped, oneLine } from '../engine/badges/plain-text.js';
import { type Activity, USUAL_DAYS } from '../engine/folding/activity.js';
import type { Console } from './console.js';
import type { ExitCode } from './exit.js';
import { daysThatFit, heatmap } from './heatmap.js';
import type { HomeFlags } from './home.js';
import { refreshed, withSession } from './session.js';
import { isEmpty, peeked, sayTrouble } from './trouble.js';

export interface ActivityFlags extends HomeFlags {
  readonly days?: number;
  readonly cached?: boolean;
  readonly json?: boolean;
}

/** What happened day by day, as a calendar of squares; and the records of the history. */
export function activity(flags: ActivityFlags, console: Console): Promise<ExitCode> {
  return withSession(flags, console, async (session) => {
    const view = flags.cached ? await peeked(session) : await refreshed(session);
    const found = view.activity(flags.days ?? USUAL_DAYS);
    if (flags.json) console.out.say(JSON.stringify(found, null, 2));
    else if (!isEmpty(view)) show(found, flags.days, console);
    return sayTrouble(view, session);
  });
}

/** @param asked how many days, where that was said: then it is told when there is no room for them */
function show({ days, run, records }: Activity, asked: number | undefined, { out, err }: Console): void {
  const { paint, width, say } = out;
  const lastWeekday = new Date(`${days.at(-1)?.date ?? ''}T00:00:00Z`).getUTCDay();
  say(heatmap(days, lastWeekday, paint, width));
  const drawn = daysThatFit(lastWeekday, width);
  if (asked !== undefined && asked > drawn) {
    const of = `the last ${grouped(drawn)} of ${grouped(asked)} days are drawn`;
    err.say(err.paint('dim', `There is no room for more: ${of}. --json lists all of them.`));
  }
  const fact = (name: string, value: string) => say(`${paint('dim', name.padEnd(16))} ${value}`);
  say('');
  fact('In a row', `${count(run.current, 'day')}, at most ${count(run.longest, 'day')}`);
  fact('Last three weeks', `${run.of_last_21} of 21 days`);
  const { busiest_day: busiest, longest_session: longest, most_tools: tools } = records;
  if (busiest !== null) fact('Busiest day', `${busiest.date}, ${count(busiest.messages, 'message')}`);
  if (longest !== null) fact('Longest session', sessionLine(longest, count(longest.messages, 'message')));
  if (tools !== null) fact('Most tools', sessionLine(tools, count(tools.tools, 'different one')));
}

function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function sessionLine(
  { date, session_id }: { readonly date: string | null; readonly session_id: string },
  what: string,
): string {
  return [...(date === null ? [] : [date]), what, oneLine(session_id)].join(', ');
}
