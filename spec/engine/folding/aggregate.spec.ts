import { expect } from 'chai';
import fc from 'fast-check';
import { aggregate } from '#src/engine/folding/aggregate.js';
import { METRIC_IDS, METRICS } from '#src/engine/folding/metrics.js';
import { recordOf, utc } from '../../support/records.js';
import { countByTheRules } from '../../support/reference-counter.js';

describe('aggregate', () => {
  it('reads the counters that there are, each of them, and no other', () => {
    const read = METRIC_IDS.flatMap((id) => {
      const metric = METRICS[id];
      return 'counter' in metric ? [metric.counter] : [];
    });
    expect([...new Set(read)]).to.have.members(Object.keys(countByTheRules([]).counters));
  });

  it('is all zeros, and proves nothing, without sessions', () => {
    const { values, evidence } = aggregate([], utc);
    expect(Object.values(values).filter((value) => value !== 0)).to.deep.equal([]);
    expect(Object.keys(values)).to.have.length(63);
    expect(evidence).to.deep.equal({});
  });

  it('takes the first session with the greatest value as evidence', () => {
    const records = [
      recordOf({ id: 'a', title: 'first' }, { tool_call_count: 2 }),
      recordOf({ id: 'b', title: 'best' }, { tool_call_count: 7 }),
      recordOf({ id: 'c', title: 'equal' }, { tool_call_count: 7 }),
    ];
    const { values, evidence } = aggregate(records, utc);
    expect(values.max_tool_calls_in_session).to.equal(7);
    expect(values.total_tool_calls).to.equal(16);
    expect(evidence).to.deep.equal({
      max_tool_calls_in_session: { session_id: 'b', title: 'best', value: 7 },
    });
  });

  it('counts a session with a damaged start for neither weekend nor night', () => {
    const never = () => expect.fail('there is no local time to ask for');
    const { values } = aggregate([recordOf({ startedAt: null })], never);
    expect(values).to.include({ session_count: 1, weekend_sessions: 0, night_sessions: 0 });
  });

  it('asks the given clock for the local time of a start', () => {
    const { values } = aggregate([recordOf({ startedAt: 5 })], (seconds) => ({
      day: 0,
      weekday: 6,
      hour: 18 + seconds,
    }));
    expect(values).to.include({ weekend_sessions: 1, night_sessions: 1 });
  });

  it('counts different models and providers once, and sessions with a local model each time', () => {
    const models = ['gpt-4', 'gpt-4', 'ollama/x', 'ollama/y', 'None', '', null, 'none'];
    const records = models.map((model) => recordOf({ model }));
    expect(aggregate(records, utc).values).to.include({
      distinct_model_count: 4,
      distinct_provider_count: 2,
      local_model_chat_sessions: 2,
    });
  });

  it('is not misled by counters with odd names, nor by inherited ones', () => {
    const odd: Record<string, number> = JSON.parse('{"__proto__": 4, "constructor": 5, "toString": 6}');
    const inherited: Record<string, number> = Object.create({ tool_call_count: 9 });
    const { values } = aggregate([recordOf({}, odd), recordOf({}, inherited)], utc);
    expect(values).to.deep.equal({ ...aggregate([], utc).values, session_count: 2 });
  });

  it('reads its sessions only once', () => {
    function* once() {
      yield recordOf({ id: 'a' }, { error_count: 2, message_count: 5 });
      yield recordOf({ id: 'b' }, { error_count: 1, message_count: 4 });
    }
    const { values } = aggregate(once(), utc);
    expect(values).to.include({ session_count: 2, total_errors: 3, max_messages_in_session: 5 });
  });

  it('gives the same numbers for every order of the sessions', () => {
    const counters = fc.dictionary(fc.constantFrom('tool_call_count', 'error_count', 'git_events'), fc.nat());
    const session = fc.tuple(counters, fc.constantFrom('gpt', 'ollama/x', null), fc.nat(4_200_000_000));
    fc.assert(
      fc.property(fc.array(session), (list) => {
        const records = list.map(([c, model, startedAt], i) => recordOf({ id: `${i}`, model, startedAt }, c));
        const reversed = [...records].reverse();
        expect(aggregate(reversed, utc).values).to.deep.equal(aggregate(records, utc).values);
      }),
    );
  });
});
