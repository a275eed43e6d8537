import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { sessionOf, type TextMessage } from '../../support/messages.js';
import { hostileMessages, plainCalls, plainMessage } from '../support/hostile.js';
import { rounds, timed } from '../support/rounds.js';
import { median, ratio } from '../support/statistics.js';
import { recordedTexts } from '../support/texts.js';
import type { Trial } from '../support/trial.js';

const SESSION = sessionOf(1);

export const hostile: Trial = {
  name: 'hostile',
  about: 'lines and tool calls of 10 MB through the whole analyzer, against plain ones of that size',
  async *run({ quick }) {
    const bytes = quick ? 2e6 : 10e6;
    const analyzer = createAnalyzer(compileCounters());
    const plain = plainMessage(bytes, (await recordedTexts()).english);
    const analyze = (message: TextMessage): Promise<number> =>
      timed(() => {
        analyzer.begin(SESSION);
        analyzer.add(message, message.content);
        analyzer.finish();
      });
    const calls = plainCalls(bytes);
    for (const [name, message] of hostileMessages(bytes)) {
      const usual = message.content === null ? calls : plain;
      const { candidate, floor } = await rounds(3, message, usual, analyze);
      yield {
        name,
        unit: '×',
        ...ratio(candidate, floor),
        target: { atMost: 5 },
        note: `${Math.round(median(candidate))} ms, plain ${Math.round(median(floor))} ms`,
      };
    }
  },
};
