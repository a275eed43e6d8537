import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { isNight, isWeekend } from '#src/engine/folding/local-time.js';
import { resolveOptions } from '#src/options.js';
import { createService } from '#src/service.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import type { SessionRecord } from '#src/types.js';
import { furnishDemoHome } from '../../examples/demo/home.js';
import { demoSessions } from '../../examples/demo/sessions.js';
import { inDirectory } from '../state/support.js';
import { datesByWalk } from '../support/date-walk.js';
import { here } from '../support/records.js';

const TODAY = new Date('2026-11-01T12:00:00Z');

type Session = ReturnType<typeof demoSessions>[number];

interface Counted {
  readonly record: SessionRecord;
  readonly endedAt: number;
}

/** Newest first. */
function count(sessions: readonly Session[]): Counted[] {
  const analyzer = createAnalyzer(compileCounters());
  return sessions
    .map(({ id, title, model, started_at, messages }) => {
      const listed = { id, fingerprint: '', title, model, startedAt: started_at, lastActivityAt: null };
      analyzer.begin({ ...listed, messageCount: messages.length });
      messages.forEach(({ role, content, tool_calls, tool_name, timestamp }, index) => {
        const facts = { sessionId: id, id: index, role, timestamp, hidden: false };
        const [toolCalls, toolName] = [tool_calls ?? null, tool_name ?? null];
        analyzer.add({ ...facts, toolCalls, toolName }, content);
      });
      const record = analyzer.finish();
      return { record, endedAt: messages.at(-1)?.timestamp ?? started_at };
    })
    .reverse();
}

describe('The demo history', function () {
  this.timeout(60_000);

  let sessions: readonly Session[];
  let counted: readonly Counted[];
  let records: readonly SessionRecord[];

  before(() => {
    sessions = demoSessions(TODAY);
    counted = count(sessions);
    records = counted.map(({ record }) => record);
  });

  it('leads up to the day it is shown on, and unlocks the same whenever that is', () => {
    for (const today of [TODAY, new Date('2027-01-01T00:30:00Z'), new Date('2031-07-16T23:00:00Z')]) {
      const shown = count(demoSessions(today));
      const daysAgo = (today.getTime() / 1000 - Math.max(...shown.map(({ endedAt }) => endedAt))) / 86_400;
      expect(daysAgo).to.be.within(0, 14);
      const reached = (of: readonly Counted[]) =>
        Object.keys(
          datesByWalk(
            of.map(({ record }) => record),
            here,
          ),
        ).sort();
      expect(reached(shown)).to.deep.equal(reached(counted));
    }
  });

  it('has no session that is still to come, on any day of a week', () => {
    for (let day = 1; day <= 7; day++) {
      const today = new Date(Date.UTC(2027, 2, day, 12));
      const latest = Math.max(...demoSessions(today).map(({ started_at }) => started_at));
      expect(today.getTime() / 1000 - latest, today.toISOString()).to.be.within(0, 14 * 86_400);
    }
  });

  it('is the same each time', () => {
    expect(JSON.stringify(demoSessions(TODAY))).to.equal(JSON.stringify(sessions));
  });

  it('has as many nights and weekends in one time zone as in any other', () => {
    const environment: { TZ?: string } = process.env;
    const zone = environment.TZ;
    const at = (TZ: string) => {
      environment.TZ = TZ;
      const localTime = localTimeIn(TZ);
      const starts = demoSessions(TODAY).map(({ started_at }) => localTime(started_at));
      return { nights: starts.filter(isNight).length, weekends: starts.filter(isWeekend).length };
    };
    try {
      const here = at('UTC');
      expect(here.nights).to.be.above(25);
      for (const TZ of ['America/St_Johns', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland'])
        expect(at(TZ), TZ).to.deep.equal(here);
    } finally {
      if (zone === undefined) delete environment.TZ;
      else environment.TZ = zone;
    }
  });

  it('has a title of its own for each session, with nothing left to fill in', () => {
    const titles = sessions.map(({ title }) => title);
    expect(new Set(titles)).to.have.property('size', titles.length);
    expect(titles.filter((title) => /[{}]|undefined/.test(title) || title.length > 70)).to.deep.equal([]);
  });

  it('spreads over fourteen months, all of them past', () => {
    const months = sessions.map(({ started_at }) => new Date(started_at * 1000).toISOString().slice(0, 7));
    expect(new Set(months)).to.have.property('size').within(14, 15);
    expect(Math.max(...counted.map(({ endedAt }) => endedAt))).to.be.below(
      Date.UTC(2026, 10, 1) / 1000 + 86_400,
    );
  });

  it('hears from many models, some of them at home', () => {
    const models = new Set(sessions.map(({ model }) => model));
    expect(models).to.have.property('size').within(15, 30);
    expect([...models].filter((model) => /^ollama|gguf$/.test(model))).to.have.length.above(2);
  });

  it('is dated by its sessions, over all of its months', () => {
    const dates = datesByWalk(records, here);
    const months = Object.values(dates).map((date) =>
      new Date(Number.parseFloat(date) * 1000).toISOString().slice(0, 7),
    );
    expect(new Set(months)).to.have.property('size').above(10);
  });

  it('comes without any unlock: the first scan finds them all, with their dates', () =>
    inDirectory(async (home) => {
      await furnishDemoHome(home, TODAY);
      expect(await readdir(home)).to.deep.equal(['state.db']);
      const service = createService(resolveOptions({ hermesHome: home, bootstrapWaitMs: 60_000 }));
      try {
        const { history } = await service.snapshot();
        const found = history.map(({ id, tier, reached_at, session }) => [
          tier === null ? id : `${id} ${tier}`,
          `${reached_at} ${session?.session_id}`,
        ]);
        const walked = Object.entries(datesByWalk(records, here)).map(([what, date]) => {
          const [start = '', id] = date.split(' ');
          return [what, `${Math.floor(Number(start))} ${id}`];
        });
        expect(found).to.have.length.above(60);
        expect(Object.fromEntries(found)).to.deep.equal(Object.fromEntries(walked));
      } finally {
        await service.close();
      }
    }));
});
