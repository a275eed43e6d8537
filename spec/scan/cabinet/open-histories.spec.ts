import { expect } from 'chai';
import { OpenHistories } from '#src/scan/cabinet/open-histories.js';

describe('The open histories of a cabinet', () => {
  it('are interrupted together, and none that was closed before', () => {
    const interrupted: string[] = [];
    let all: { interrupt(): void } | undefined;
    const histories = new OpenHistories({
      stopped: () => false,
      reading: (reader) => {
        all = reader;
      },
    });
    const readerOf = (name: string) => ({ interrupt: () => void interrupted.push(name) });
    const [a, b, c] = [{}, {}, {}];
    histories.of(a).reading(readerOf('a'));
    histories.of(b).reading(readerOf('b'));
    histories.of(c).reading(readerOf('c'));
    histories.of(b).reading(undefined);
    all?.interrupt();
    expect(interrupted).to.deep.equal(['a', 'c']);
  });
});
