import { expect } from 'chai';
import fc from 'fast-check';
import { shortNameOf } from '../../../src/short-text.js';
import { holds } from '../../support/fuzz.js';
import { FIXTURES } from '../../support/golden.js';
import { readGoldenSessions, readJsonLines } from '../../support/golden-sessions.js';
import { analyzed, type CountedMessage, countedPart, nonZero } from '../../support/messages.js';
import { session } from '../../support/near-misses.js';
import { countByTheRules } from '../../support/reference-counter.js';

interface ExpectedSession {
  readonly session_id: string;
  readonly tool_names: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
}

interface Count {
  readonly counters: Readonly<Record<string, number>>;
  readonly toolNames: readonly string[];
}

const GOLDEN_SETS = ['edge', 'real-part'];

describe('counting', () => {
  for (const set of GOLDEN_SETS) {
    describe(`the golden sessions of the ${set} set`, () => {
      let expected: ReadonlyMap<string, Count> = new Map();
      let sessions: readonly { readonly id: string; readonly messages: readonly CountedMessage[] }[] = [];

      before(async () => {
        const found = await readGoldenSessions(`${FIXTURES}/sessions-${set}.jsonl.gz`);
        sessions = found.map(({ id, messages }) => ({ id: String(id), messages: messages.map(countedPart) }));
        const lines = await readJsonLines<ExpectedSession>(`${FIXTURES}/expected-${set}.jsonl.gz`);
        expected = new Map(
          lines
            .slice(2)
            .map(({ session_id, counters, tool_names }) => [session_id, sorted(counters, tool_names)]),
        );
      });

      it('gives every expected counter, and no other', () => {
        expect(sessions).to.have.length(expected.size);
        for (const { id, messages } of sessions) {
          expect(countedByEngine(messages), id).to.deep.equal(expected.get(id));
        }
      });

      it('gives the same by the rules taken literally', () => {
        for (const { id, messages } of sessions) {
          expect(countedByTheRules(messages), id).to.deep.equal(expected.get(id));
        }
      });
    });
  }

  it('gives what the rules taken literally give, whatever the session', function () {
    holds(
      this,
      4000,
      fc.property(session, (messages) => {
        expect(countedByEngine(messages)).to.deep.equal(countedByTheRules(messages));
      }),
    );
  });

  it('gives what the rules give for tools with names of any length', () => {
    const names = ['terminal', 'Memory'.repeat(100), `${'x'.repeat(300)}patch`, `${'x'.repeat(300)}image`];
    const messages = names.map((toolName) => ({ role: 'user', content: null, toolCalls: null, toolName }));
    const { counters, toolNames } = countedByEngine(messages);
    expect({ counters, toolNames }).to.deep.equal(countedByTheRules(messages));
    expect(counters).to.include({
      distinct_tool_count: 4,
      patch_calls: 1,
      image_vision_calls: 1,
      memory_events: 1,
    });
    expect(new Set(toolNames)).to.have.property('size', 4);
  });

  it('of a session does not depend on the sessions before it', function () {
    holds(
      this,
      500,
      fc.property(session, session, (one, other) => {
        const alone = countedByEngine(one);
        countedByEngine(other);
        expect(countedByEngine(one)).to.deep.equal(alone);
      }),
    );
  });
});

function countedByEngine(messages: readonly CountedMessage[]): Count {
  const { counters, toolNames } = analyzed(messages).contribution;
  return { counters, toolNames };
}

function countedByTheRules(messages: readonly CountedMessage[]): Count {
  const { counters, toolNames } = countByTheRules(messages);
  // Of a long name the engine keeps a stand-in; the rules know no length.
  return sorted(nonZero(counters), toolNames.map(shortNameOf));
}

function sorted(counters: Readonly<Record<string, number>>, toolNames: readonly string[]): Count {
  return { counters, toolNames: [...toolNames].sort() };
}
