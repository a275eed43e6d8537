import { expect } from 'chai';
import fc from 'fast-check';
import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { holds } from '../../support/fuzz.js';
import { messageOf, type TextMessage } from '../../support/messages.js';

const T = 1_790_000_100;
const QUARTER = T / 900;
const RULES = compileCounters();

function activityOf(messages: readonly TextMessage[]): readonly number[] | undefined {
  const analyzer = createAnalyzer(RULES);
  analyzer.begin({
    id: 's',
    fingerprint: 'f',
    title: null,
    model: null,
    startedAt: null,
    lastActivityAt: null,
    messageCount: messages.length,
  });
  for (const message of messages) analyzer.add(message, message.content);
  return analyzer.finish().contribution.activity;
}

const at = (timestamp: number | null, part: Partial<TextMessage> = {}) => messageOf({ timestamp, ...part });

describe('The activity of a session', () => {
  it('is what its messages add, by quarters of an hour: messages, tool calls, messages with an error', () => {
    expect(Number.isInteger(QUARTER)).to.equal(true);
    const calls = JSON.stringify([{ name: 'a' }, { name: 'b' }]);
    const list = activityOf([
      at(T + 899.9, { content: 'an error, an error', toolCalls: calls }),
      at(T, { role: 'tool', toolName: 'a' }),
      at(T + 2700, { role: 'assistant', toolName: 'c', toolCalls: calls }),
      at(T - 1, { content: 'failed' }),
    ]);
    expect(list).to.deep.equal([QUARTER - 1, 1, 0, 1, 1, 2, 2, 1, 3, 1, 3, 0]);
  });

  it('leaves out messages without a sane time, and is not there when all are', () => {
    const insane = [null, -1, 4.3e9, Number.NaN, Number.POSITIVE_INFINITY].map((time) => at(time));
    expect(activityOf(insane)).to.equal(undefined);
    expect(activityOf([...insane, at(0), at(4.2e9)])).to.deep.equal([
      0,
      1,
      0,
      0,
      4.2e9 / 900 - (4.2e9 % 900) / 900,
      1,
      0,
      0,
    ]);
    expect(activityOf([])).to.equal(undefined);
  });

  it('adds up to what the messages are, in whatever order they come', function () {
    const times = fc.array(
      fc.nat(20 * 900).map((seconds) => T + seconds),
      { minLength: 1, maxLength: 30 },
    );
    holds(
      this,
      300,
      fc.property(times, (list) => {
        const activity = activityOf(list.map((time) => at(time))) ?? [];
        let number = 0;
        const counted = new Map<number, number>();
        for (let i = 0; i < activity.length; i += 4) {
          expect(i === 0 || (activity[i] ?? 0) > 0).to.equal(true);
          number += activity[i] ?? 0;
          counted.set(number, activity[i + 1] ?? 0);
        }
        for (const time of list) {
          const own = list.filter((other) => Math.floor(other / 900) === Math.floor(time / 900)).length;
          expect(counted.get(Math.floor(time / 900))).to.equal(own);
        }
      }),
    );
  });
});
