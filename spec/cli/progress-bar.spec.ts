import { expect } from 'chai';
import { createTerminal } from '../../examples/standalone/terminal.js';

function screen(isTTY: boolean) {
  let shown = '';
  return {
    isTTY,
    write: (text: string) => {
      shown += text;
    },
    shown: () => shown,
  };
}

describe('The terminal of the standalone server', () => {
  it('shows progress in one line, which the next line takes the place of', () => {
    const tty = screen(true);
    const terminal = createTerminal(tty, () => 0);
    terminal.say('hello');
    terminal.progress('1 of 2');
    terminal.progress('2 of 2');
    terminal.say('done');
    terminal.say('bye');
    expect(tty.shown()).to.equal('hello\n\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[Kdone\nbye\n');
  });

  it('shows progress in a file as a line every five seconds, without control characters', () => {
    const file = screen(false);
    let now = 0;
    const terminal = createTerminal(file, () => now);
    for (; now <= 11_000; now += 100) terminal.progress(`at ${now}`);
    terminal.say('done');
    expect(file.shown()).to.equal('at 5000\nat 10000\ndone\n');
  });
});
