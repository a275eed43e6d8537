import { expect } from 'chai';
import { TEXT_COUNTERS, TOOL_COUNTERS } from '#src/engine/counting/counters.js';
import { countersOfText } from '../../support/messages.js';
import { PATTERN_WORDS } from '../../support/near-misses.js';
import { countByTheRules } from '../../support/reference-counter.js';

/** Counted, or worked out of other counts, without a row in a table. */
const OTHERS = [
  'distinct_tool_count',
  'error_count',
  'files_touched_count',
  'install_error_events',
  'install_success_events',
  'message_count',
  'port_conflict_events',
  'restart_after_error_events',
  'tiny_patch_after_errors_events',
  'tool_call_count',
  'web_browser_calls',
];

describe('the table of counters', () => {
  it('counts what the rules taken literally count, no more and no less', () => {
    const counted = new Set([...Object.keys(TOOL_COUNTERS), ...Object.keys(TEXT_COUNTERS), ...OTHERS]);
    expect([...counted].sort()).to.deep.equal(Object.keys(countByTheRules([]).counters).sort());
  });

  it('finds something for each text counter among the words that random sessions are made of', () => {
    const found = countersOfText(`error ${PATTERN_WORDS.join(' ')}`);
    expect(Object.keys(TEXT_COUNTERS).filter((counter) => !(counter in found))).to.deep.equal([]);
  });
});
