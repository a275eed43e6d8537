import { compileCounters } from '#src/engine/counting/analyze.js';
import { Matcher } from '#src/engine/matching/matcher.js';
import { countNaively, NAIVE_PASSES } from '../support/naive.js';
import { rounds } from '../support/rounds.js';
import { median, range, rateRatio } from '../support/statistics.js';
import { filled, recordedTexts } from '../support/texts.js';
import type { Trial } from '../support/trial.js';

/** As long as long messages are: both sides find it in the processor's cache. */
const CHUNK_BYTES = 256 * 1024;

export const matcher: Trial = {
  name: 'matcher',
  about: 'megabytes a second of text, against one RegExp pass for each row of the counters table',
  async *run({ quick }) {
    const began = performance.now();
    const rules = compileCounters();
    const compiled = performance.now() - began;
    const { english, code } = await recordedTexts();
    const texts = {
      English: english,
      code,
      // One character beyond Latin-1 makes it a string of two bytes a character.
      'English with a dash': `${english}—`,
    };
    const passes = new Matcher(rules);
    for (const [name, text] of Object.entries(texts)) {
      const chunk = filled(CHUNK_BYTES, text);
      const bytes = new TextEncoder().encode(chunk);
      const rate = (match: () => void, times: number) => async () => {
        const start = performance.now();
        for (let i = 0; i < times; i++) match();
        return (times * CHUNK_BYTES) / 1000 / (performance.now() - start);
      };
      const { candidate, floor } = await rounds(
        quick ? 5 : 15,
        rate(() => passes.feed(bytes), quick ? 40 : 120),
        rate(() => countNaively(chunk), quick ? 2 : 6),
        (task) => task(),
      );
      yield {
        name: `matcher, ${name}`,
        unit: ' MB/s',
        value: median(candidate),
        best: Math.max(...candidate),
        spread: range(candidate),
        target: { atLeast: 100 },
      };
      yield {
        name: `matcher / ${NAIVE_PASSES.length} RegExp passes, ${name}`,
        unit: '×',
        ...rateRatio(candidate, floor),
        target: { atLeast: 10 },
        note: `passes: ${median(floor).toFixed(1)} MB/s`,
      };
    }
    yield { name: 'compiling the rules, cold', unit: ' ms', value: compiled };
  },
};
