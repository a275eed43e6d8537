import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryHome } from '../support/home.js';
import { isAlive } from '../support/processes.js';
import { until } from '../support/scanning.js';

const PORT = new URL('../../../dist/scan/process-port.js', import.meta.url);

describe('The line of a child to its host', function () {
  this.timeout(30_000);
  const home = temporaryHome();

  /** The id of a child that does `text` over its `port` when it is spoken to, and its host. */
  async function childOf(text: string) {
    const entry = join(home().path, 'entry.mjs');
    await writeFile(
      entry,
      `import { processPort } from ${JSON.stringify(PORT)};
      const port = processPort();
      let told = false;
      port.hear((word) => { if (word.type === 'stop') told = true; else { ${text} } });
      port.tell(process.pid);`,
    );
    const program = `import { fork } from 'node:child_process';
      const child = fork(${JSON.stringify(entry)}, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      child.once('message', (pid) => { child.send({ type: 'records' }); setTimeout(() => console.log(pid), 100); });`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [pid] = await once(host.stdout, 'data');
    return { host, pid: Number(pid) };
  }

  for (const [title, text] of [
    ['has nothing to do', ''],
    [
      'waits for something and hears that it shall stop',
      'const wait = setInterval(() => told && clearInterval(wait), 5)',
    ],
    ['waits for something that does not end', 'setInterval(() => {}, 1_000)'],
    ['keeps its event loop, and only asks', 'while (!port.stopped());'],
  ] as const) {
    it(`lets a child end whose host is killed, when it ${title}`, async () => {
      const { host, pid } = await childOf(text);
      expect(await isAlive(pid)).to.equal(true);
      host.kill('SIGKILL');
      await until(async () => !(await isAlive(pid)));
    });
  }
});
