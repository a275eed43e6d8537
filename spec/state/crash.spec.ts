import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { isRecord } from '#src/state/guards.js';
import { decodeUnlocks } from '#src/state/unlocks.js';
import { inDirectory, namesIn, put, T } from './support.js';

const KILLS = 30;
const child = fileURLToPath(new URL('./saving-child.js', import.meta.url));
const posix = process.platform === 'win32' ? it.skip : it;

async function unlocksOn(directory: string): Promise<number> {
  const text = await readFile(join(directory, 'state.json'), 'utf8');
  const decoded = decodeUnlocks(text, { fallbackTime: T });
  if (!decoded.ok) throw new Error(`state.json is damaged: ${decoded.reason}`);
  return decoded.state.unlocks.size;
}

/** Kills after so many saves; the moment within the next one is up to the two processes. */
async function killAfter(saves: number, saving: ChildProcess): Promise<number> {
  let left = saves;
  let safe = 0;
  saving.on('message', (message) => {
    const { saved } = isRecord(message) ? message : {};
    if (typeof saved === 'number') safe = saved;
    left -= 1;
    if (left === 0) saving.kill('SIGKILL');
  });
  await once(saving, 'exit');
  return safe;
}

describe('after a crash', () => {
  posix('files are whole, and have what was saved last or what was being saved', async function () {
    this.timeout(60_000);
    await inDirectory(async (directory) => {
      for (let kill = 0; kill < KILLS; kill++) {
        const safe = await killAfter(1 + ((kill * 7) % 11), fork(child, [directory]));
        expect(safe).to.be.greaterThan(0);
        expect(await unlocksOn(directory)).to.be.at.least(safe);
        const checkpoint: unknown = JSON.parse(
          await readFile(join(directory, 'scan_checkpoint.json'), 'utf8'),
        );
        expect(checkpoint).to.have.property('filling').with.length(300_000);
      }
      const names = await namesIn(directory);
      expect(names.filter((name) => name.includes('corrupt'))).to.deep.equal([]);
    });
  });

  posix(
    'of a disk that fills up in the middle of a write, the old files are there and nothing is beside them',
    () =>
      inDirectory(async (directory) => {
        const old = '{"unlocks": {"a": {"unlocked_at": 5}}}';
        await put(join(directory, 'state.json'), old);
        // A limit of file sizes fails as a full disk does: first it takes a part, then nothing any more.
        const limited = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, child, directory, 'once'];
        const saving = spawn('sh', limited, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
        const [[message]] = await Promise.all([once(saving, 'message'), once(saving, 'exit')]);
        expect(message)
          .to.have.property('failed')
          .that.matches(/^state\.json cannot be saved: .*larger than/);
        expect(await readFile(join(directory, 'state.json'), 'utf8')).to.equal(old);
        expect(await namesIn(directory)).to.deep.equal(['state.json']);
      }),
  );
});
