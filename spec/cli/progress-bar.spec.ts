import { expect } from 'chai';
import { inFile } from '#src/cli/progress-bar.js';

describe('The progress in a file', () => {
  it('is a line every five seconds, without control characters', () => {
    let shown = '';
    let now = 0;
    const write = (text: string) => {
      shown += text;
    };
    const bar = inFile({ write }, () => now);
    for (; now <= 11_000; now += 100) bar.show({ scanned: now, total: 12_000 });
    bar.show(null);
    bar.hide();
    expect(shown).to.equal('Counting sessions: 5,000 of 12,000\nCounting sessions: 10,000 of 12,000\n');
  });
});
