import { expect } from 'chai';
import fc from 'fast-check';
import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { activityOf } from '#src/engine/folding/activity.js';
import { foldOf } from '#src/engine/folding/fold.js';
import { holdersUntil, viewOf } from '#src/engine/folding/history-view.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import type { SessionRecord } from '#src/types.js';
import { holds } from '../../support/fuzz.js';
import { recordOf, utc } from '../../support/records.js';

const DAY = 86_400;
/** Hours around the changes of clocks in Berlin, in St. John's and on Lord Howe, and some others. */
const MOMENTS = [1_774_746_000, 1_793_494_800, 1_762_061_400, 1_775_314_800, 1_790_000_000, 1_790_640_000];
const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
];

interface DrawnMessage {
  readonly at: number | null;
  readonly isError: boolean;
  readonly calls: number;
}

interface DrawnSession {
  readonly start: number | null;
  readonly messages: readonly DrawnMessage[];
}

const moment = fc
  .tuple(
    fc.constantFrom(...MOMENTS),
    fc.integer({ min: -40 * 3_600, max: 40 * 3_600 }),
    fc.constantFrom(0, 0.5),
  )
  .map(([around, seconds, part]) => around + seconds + part);
const message = fc.record({
  at: fc.option(moment, { freq: 8 }),
  isError: fc.boolean(),
  calls: fc.nat(3),
});
const history: fc.Arbitrary<DrawnSession[]> = fc.array(
  fc.record({ start: fc.option(moment, { freq: 8 }), messages: fc.array(message, { maxLength: 8 }) }),
  { maxLength: 8 },
);

const RULES = compileCounters();

function counted(sessions: readonly DrawnSession[]): SessionRecord[] {
  const analyzer = createAnalyzer(RULES);
  return sessions.map(({ start, messages }, place) => {
    const listed = { id: `s${place}`, fingerprint: '', title: null, model: null, startedAt: start };
    analyzer.begin({ ...listed, lastActivityAt: null, messageCount: messages.length });
    messages.forEach(({ at, isError, calls }, id) => {
      const toolCalls = JSON.stringify(Array.from({ length: calls }, () => ({ name: 'terminal' })));
      const facts = {
        sessionId: `s${place}`,
        id,
        role: 'user',
        toolName: null,
        timestamp: at,
        hidden: false,
      };
      analyzer.add({ ...facts, toolCalls }, isError ? 'an error' : 'all is well');
    });
    return analyzer.finish();
  });
}

/** One message after the other, by the clocks that the platform knows. */
function byWalk(sessions: readonly DrawnSession[], timeZone: string) {
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
  });
  const days: Record<string, Record<string, number>> = {};
  const add = (date: string, what: string, more: number) => {
    days[date] ??= { sessions: 0, messages: 0, tool_calls: 0, errors: 0, night_sessions: 0 };
    days[date][what] = (days[date][what] ?? 0) + more;
  };
  for (const { start, messages } of sessions) {
    if (start !== null) {
      const [date = '', hour] = clock.format(start * 1000).split(', ');
      add(date, 'sessions', 1);
      if (Number(hour) < 6 || Number(hour) >= 23) add(date, 'night_sessions', 1);
    }
    for (const { at, isError, calls } of messages) {
      if (at === null) continue;
      const [date = ''] = clock.format(at * 1000).split(', ');
      add(date, 'messages', 1);
      add(date, 'tool_calls', calls);
      if (isError) add(date, 'errors', 1);
    }
  }
  return days;
}

/** Activity of days that are given as numbers of messages; the last one is today. */
function activityWith(messages: readonly number[], length = messages.length) {
  const today = 20_000 + messages.length - 1;
  const days = Object.fromEntries(
    messages.flatMap((count, place) => (count > 0 ? [[20_000 + place, [0, 0, count, 0, 0] as const]] : [])),
  );
  return activityOf({ days, recent: {}, longest: null, mostTools: null }, today, length, utc);
}

describe('Activity', () => {
  for (const zone of ZONES) {
    it(`is that of a slow walk over all messages, by the clocks of ${zone}`, function () {
      const localTime = localTimeIn(zone);
      const today = localTime(Math.max(...MOMENTS) + 3 * DAY).day;
      holds(
        this,
        60,
        fc.property(history, (sessions) => {
          const view = viewOf(foldOf(counted(sessions), localTime), {}, {});
          const walked = byWalk(sessions, zone);
          const { days } = activityOf(view, today, 400, localTime);
          const found = days
            .filter(({ active }) => active)
            .map(({ date, active: _, ...numbers }) => [date, numbers]);
          expect(Object.fromEntries(found)).to.deep.equal(walked);
        }),
      );
    });
  }

  it('lists days in their order, without a gap, up to today', () => {
    const { days } = activityWith([3, 0, 0, 1, 0], 4);
    expect(days.map(({ date, active }) => [date, active])).to.deep.equal([
      ['2024-10-05', false],
      ['2024-10-06', false],
      ['2024-10-07', true],
      ['2024-10-08', false],
    ]);
    expect(days[0]).to.deep.equal({
      date: '2024-10-05',
      active: false,
      sessions: 0,
      messages: 0,
      tool_calls: 0,
      errors: 0,
      night_sessions: 0,
    });
    expect(activityWith([1], 36_500).days).to.have.length(36_500);
  });

  it('counts active days in a row over the whole history, and does not call off a run before the day is over', () => {
    expect(activityWith([1, 1, 1, 0, 1, 1], 1).run).to.deep.equal({ current: 2, longest: 3, of_last_21: 5 });
    expect(activityWith([1, 1, 1, 0, 1, 1, 0], 1).run).to.deep.equal({
      current: 2,
      longest: 3,
      of_last_21: 5,
    });
    expect(activityWith([1, 1, 1, 0, 1, 1, 0, 0], 1).run).to.include({ current: 0, longest: 3 });
    expect(activityWith([]).run).to.deep.equal({ current: 0, longest: 0, of_last_21: 0 });
    expect(activityWith(Array.from({ length: 30 }, () => 1)).run).to.deep.equal({
      current: 30,
      longest: 30,
      of_last_21: 21,
    });
  });

  it('knows nothing of days to come: damaged clocks make them', () => {
    const days = { 20000: [1, 0, 2, 0, 0], 20001: [1, 0, 9, 0, 0] } as const;
    const {
      run,
      records,
      days: listed,
    } = activityOf({ days, recent: {}, longest: null, mostTools: null }, 20_000, 1, utc);
    expect(run).to.deep.equal({ current: 1, longest: 1, of_last_21: 1 });
    expect(records.busiest_day).to.deep.equal({ date: '2024-10-04', messages: 2 });
    expect(listed).to.have.length(1);
  });

  it('has no record of a session that starts on a day to come, but one of which nobody knows when it started', () => {
    const counters = (message_count: number) => ({ message_count, distinct_tool_count: 1 });
    const part = (id: string, day: number | undefined, messages: number) => {
      const startedAt = day === undefined ? null : day * DAY;
      return { day, fold: foldOf([recordOf({ id, startedAt }, counters(messages))], utc) };
    };
    const parts = [part('late', 20_002, 90), part('first', 20_000, 40), part('today', 20_001, 40)];
    expect(holdersUntil(20_001, parts).max_messages_in_session).to.include({ id: 'today', value: 40 });
    expect(holdersUntil(20_002, parts).max_messages_in_session).to.include({ id: 'late', value: 90 });
    const undated = [...parts, part('undated', undefined, 50)];
    expect(holdersUntil(20_001, undated).max_messages_in_session).to.include({ id: 'undated' });
    expect(holdersUntil(20_001, undated).max_distinct_tools_in_session).to.include({ id: 'today', value: 1 });
    expect(holdersUntil(19_999, parts)).to.deep.equal({});
  });

  it('has the records of the whole history, without titles', () => {
    const record = (id: string, startedAt: number, counters: Record<string, number>) =>
      recordOf({ id, startedAt, title: 'private' }, counters);
    const fold = foldOf(
      [
        record('long', 20_000 * DAY, { message_count: 40, distinct_tool_count: 2 }),
        record('handy', 20_001 * DAY - 1, { message_count: 4, distinct_tool_count: 12 }),
      ],
      utc,
    );
    const { records } = activityOf(viewOf(fold, {}, fold.best), 20_001, 1, utc);
    expect(records).to.deep.equal({
      busiest_day: null,
      longest_session: { date: '2024-10-04', messages: 40, session_id: 'long' },
      most_tools: { date: '2024-10-04', tools: 12, session_id: 'handy' },
    });
    expect(activityWith([2, 5, 5, 1]).records).to.deep.equal({
      busiest_day: { date: '2024-10-05', messages: 5 },
      longest_session: null,
      most_tools: null,
    });
  });

  it('has no date for a session whose start is damaged', () => {
    for (const start of [null, 'yesterday', 9e9, Number.POSITIVE_INFINITY]) {
      const longest = { value: 3, id: 's', start, title: 't' };
      const { records } = activityOf({ days: {}, recent: {}, longest, mostTools: null }, 20_000, 1, utc);
      expect(records.longest_session).to.deep.equal({ date: null, messages: 3, session_id: 's' });
    }
  });
});
