import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import { childEnvironment } from '#src/scan/environment.js';
import { NotNode, startProcess } from '#src/scan/start-process.js';
import { workerStarter } from '#src/scan/start-worker.js';
import type { Worker } from '#src/scan/worker.js';
import { rejection } from '../support/rejection.js';

function named(name: string): Worker & { readonly name: string } {
  return {
    name,
    gone: false,
    begin: () => ({ ended: Promise.resolve(), say() {} }),
    leave: async () => {},
  };
}

const THREAD = named('thread');
const PROCESS = named('process');

/** What it takes for a start whose processes come to this, and what is said. */
function starterOf(process: () => Promise<Worker>, thread: () => Worker = () => THREAD) {
  const said: string[] = [];
  let tries = 0;
  const start = workerStarter((message) => said.push(message), {
    process() {
      tries++;
      return process();
    },
    thread,
  });
  return { start, said, tries: () => tries };
}

const refused = (code: string) => Object.assign(new Error(`spawn ${code}`), { code });

describe('A start of a worker', () => {
  it('takes a process where there is one to be had, and says nothing', async () => {
    const { start, said } = starterOf(async () => PROCESS);
    expect(await start()).to.equal(PROCESS);
    expect(said).to.deep.equal([]);
  });

  for (const [what, error] of [
    ['forbids processes', refused('ERR_ACCESS_DENIED')],
    ['may not start the program of Node', refused('EACCES')],
    ['does not find the program of Node', refused('ENOENT')],
    ['has a program that is not Node', new NotNode('It ended with 0 before it said a word.')],
  ] as const) {
    it(`takes a thread from then on where the system ${what}, and says once what that means`, async () => {
      const { start, said, tries } = starterOf(async () => {
        throw error;
      });
      expect([await start(), await start()]).to.deep.equal([THREAD, THREAD]);
      expect(tries()).to.equal(1);
      expect(said).to.have.length(1);
      expect(said[0]).to.match(/in a thread.*SQLite locks belong to the process.*Allow child processes/);
      expect(said[0]).to.contain(error.message);
    });
  }

  it('fails where processes lack for the moment, and takes one the next time', async () => {
    let full = true;
    const { start, said } = starterOf(async () => {
      if (full) throw refused('EAGAIN');
      return PROCESS;
    });
    const { message } = await rejection(start(), 'ERR_ACHIEVEMENTS_SCAN');
    expect(message).to.match(/did not start a process for the scan \(EAGAIN\).*tried again.*limits/);
    full = false;
    expect(await start()).to.equal(PROCESS);
    expect(said).to.deep.equal([]);
  });

  it('says what to allow where threads are forbidden as well', async () => {
    const forbid = (): never => {
      throw refused('ERR_ACCESS_DENIED');
    };
    const { start } = starterOf(async () => forbid(), forbid);
    const { message } = await rejection(start(), 'ERR_ACHIEVEMENTS_SCAN');
    expect(message).to.match(/neither a process nor a thread.*--allow-child-process/);
  });

  it('fails with what a program that is missing has to say, and starts no thread', async () => {
    const { start } = starterOf(
      async () => {
        throw new AchievementsError('ERR_ACHIEVEMENTS_SCAN', 'missing');
      },
      () => expect.fail('a thread was started'),
    );
    expect((await rejection(start(), 'ERR_ACHIEVEMENTS_SCAN')).message).to.equal('missing');
  });

  it('of a process tells when the program of Node is gone, as after an update', async () => {
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    const said: string[] = [];
    try {
      const start = workerStarter((message) => said.push(message), {
        process: () => startProcess(),
        thread: () => THREAD,
      });
      expect(await start()).to.equal(THREAD);
    } finally {
      process.execPath = execPath;
    }
    expect(said[0]).to.contain('ENOENT');
  });
});

describe('The environment of a scanning process', () => {
  it('is that of the host, but for what makes Node itself do something', () => {
    const shared = { PATH: '/bin', HOME: '/home/me', TZ: 'Asia/Kolkata', NODE_ICU_DATA: '/icu', LANG: 'C' };
    const own = {
      NODE_OPTIONS: '--inspect --require ./monitor.cjs',
      NODE_CHANNEL_FD: '3',
      NODE_CHANNEL_SERIALIZATION_MODE: 'json',
      NODE_UNIQUE_ID: '1',
      NODE_V8_COVERAGE: '/coverage',
      NODE_DEBUG: 'fs',
      NODE_INSPECT_RESUME_ON_START: '1',
    };
    expect(childEnvironment({ ...shared, ...own }, false)).to.deep.equal(shared);
  });

  it('tells Electron to be Node', () => {
    expect(childEnvironment({ PATH: '/bin' }, true)).to.deep.equal({
      PATH: '/bin',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
});
