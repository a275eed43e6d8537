import { expect } from 'chai';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { aggregate } from '#src/engine/folding/aggregate.js';
import { isNight, isWeekend } from '#src/engine/folding/local-time.js';
import { localTimeIn } from '#src/time-zone/time-zone.js';
import type { Achievement, SessionRecord, Unlock } from '#src/types.js';
import { demoSessions } from '../../examples/demo/sessions.js';
import { demoUnlocks } from '../../examples/demo/unlocks.js';
import { here } from '../support/records.js';

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

/** The badges as they stood at a time, without what was recorded of them. */
function badgesAt(counted: readonly Counted[], unixSeconds: number): ReadonlyMap<string, Achievement> {
  const records = counted.filter(({ endedAt }) => endedAt <= unixSeconds).map(({ record }) => record);
  const badges = evaluateAll(aggregate(records, here), new Map());
  return new Map(badges.map((badge) => [badge.id, badge]));
}

describe('The demo history', function () {
  this.timeout(60_000);

  let sessions: readonly Session[];
  let counted: readonly Counted[];
  const unlocks: readonly [string, Unlock][] = Object.entries(demoUnlocks().unlocks);

  before(() => {
    sessions = demoSessions();
    counted = count(sessions);
  });

  it('is the same each time', () => {
    expect(JSON.stringify(demoSessions())).to.equal(JSON.stringify(sessions));
  });

  it('has as many nights and weekends in one time zone as in any other', () => {
    const environment: { TZ?: string } = process.env;
    const zone = environment.TZ;
    const at = (TZ: string) => {
      environment.TZ = TZ;
      const localTime = localTimeIn(TZ);
      const starts = demoSessions().map(({ started_at }) => localTime(started_at));
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

  it('claims no unlock before the sessions have earned it', () => {
    for (const [id, { unlocked_at }] of unlocks) {
      expect(badgesAt(counted, unlocked_at).get(id), id).to.include({ unlocked: true });
    }
  });

  it('claims the tiers that the sessions have earned, no others', () => {
    const now = badgesAt(counted, Number.POSITIVE_INFINITY);
    for (const [id, { unlocked_at, first_tier, highest_tier }] of unlocks) {
      const first = badgesAt(counted, unlocked_at).get(id)?.tier;
      expect({ id, first_tier, highest_tier }).to.deep.equal({
        id,
        first_tier: first,
        highest_tier: now.get(id)?.tier,
      });
    }
  });

  it('leaves one of its unlocks for the first scan to find', () => {
    const earned = [...badgesAt(counted, Number.POSITIVE_INFINITY).values()].filter(
      ({ unlocked }) => unlocked,
    );
    const claimed = new Set(unlocks.map(([id]) => id));
    expect(earned.filter(({ id }) => !claimed.has(id)).map(({ id }) => id)).to.deep.equal(['css_exorcist']);
  });
});
