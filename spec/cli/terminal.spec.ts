import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { type Environment, endAll, runProgram } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { BIN, command, SESSIONS, UNSET } from './command.js';

/** The pseudo-terminal of util-linux; that of the BSDs takes other arguments. */
const HAS_TERMINAL = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

/** The beginning of any sequence of ours: bold, dim, or a colour. */
const PAINTED = '\u001b[';
const CURSOR_SHOWN = '\u001b[?25h';

describe('The command at a terminal', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  afterEach(endAll);
  before(function () {
    if (HAS_TERMINAL) return;
    console.log('      There is no pseudo-terminal to be had here: `script` of util-linux is missing.');
    this.skip();
  });
  beforeEach(async () => {
    await writeHistory(home().databasePath, SESSIONS);
    // What is kept needs no progress bar: what the terminal sees is the table alone.
    await command(['scan', '--home', home().path]);
  });

  /** What a terminal of so many columns gets to see. */
  async function seen(args: string, columns = 120, environment: Environment = {}): Promise<string> {
    const line = `stty cols ${columns} rows 40; '${process.execPath}' '${BIN}' ${args} --home '${home().path}'`;
    const terminal = { TERM: 'xterm-256color', ...environment };
    const { stdout, code } = await runProgram('script', ['-qec', line, '/dev/null'], {
      ...UNSET,
      ...terminal,
    }).ended;
    expect(code, stdout).to.equal(0);
    return stdout.replaceAll('\r\n', '\n');
  }

  it('paints a table', async () => {
    const shown = await seen('list --cached --state unlocked');
    expect(shown).to.include('\u001b[1mLet Him Cook\u001b[22m').and.include('\u001b[31mCopper\u001b[39m');
  });

  it('leaves out columns where there is little room, and breaks no line', async () => {
    const widest = (text: string) =>
      Math.max(
        ...stripVTControlCharacters(text)
          .split('\n')
          .map((line) => line.length),
      );
    const wide = await seen('list --cached', 200);
    expect(wide).to.include('CATEGORY').and.include('UNLOCKED');
    const narrow = await seen('list --cached', 80);
    expect(narrow).not.to.include('CATEGORY');
    expect(widest(narrow)).to.be.at.most(80);
    const tiny = await seen('list --cached', 70);
    expect(tiny).not.to.include('PROGRESS');
    expect(widest(tiny)).to.be.at.most(70);
  });

  it('respects NO_COLOR, also where FORCE_COLOR is set', async () => {
    expect(await seen('list --cached', 120, { NO_COLOR: '1' })).not.to.include(PAINTED);
    expect(await seen('list --cached', 120, { NO_COLOR: '1', FORCE_COLOR: '1' })).not.to.include(PAINTED);
  });

  it('leaves the cursor where it was when a scan is through', async () => {
    const shown = await seen('scan --full');
    if (shown.includes('\u001b[?25l'))
      expect(shown.lastIndexOf(CURSOR_SHOWN)).to.be.above(shown.lastIndexOf('\u001b[?25l'));
    expect(shown).to.include('Counted all 2 sessions');
  });
});

describe('The command in a pipe', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  afterEach(endAll);

  it('paints when FORCE_COLOR wants it', async () => {
    await writeHistory(home().databasePath, SESSIONS);
    const args = [BIN, 'list', '--state', 'unlocked', '--home', home().path];
    const { stdout } = await runProgram(process.execPath, args, { ...UNSET, FORCE_COLOR: '1' }).ended;
    expect(stdout).to.include(PAINTED);
  });
});
