import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { isRecord } from '#src/state/guards.js';
import { createState } from '#src/state/state.js';
import { decodeUnlocks, withUnlocks } from '#src/state/unlocks.js';
import { checkpointIn } from '../support/checkpoint.js';
import { inDirectory, namesIn, put, T, unlock } from './support.js';

const KILLS = 12;
/** More than there are: a child that is not killed any more ends it. */
const MOST_STEPS = 300;
const AT_ONCE = 3;
const child = fileURLToPath(new URL('./saving-child.js', import.meta.url));
const dyingChild = fileURLToPath(new URL('./dying-child.js', import.meta.url));
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
    this.timeout(180_000);
    await inDirectory(async (directory) => {
      for (let kill = 0; kill < KILLS; kill++) {
        const safe = await killAfter(1 + ((kill * 7) % 11), fork(child, [directory]));
        expect(safe).to.be.greaterThan(0);
        expect(await unlocksOn(directory)).to.be.at.least(safe);
        // It throws for a block that cannot be read.
        const checkpoint = await checkpointIn(directory);
        const saves = [...(checkpoint?.records.values() ?? [])].map(
          ({
            contribution: {
              counters: { message_count = 0 },
            },
          }) => message_count,
        );
        expect(saves).to.have.length(150);
        expect(Math.min(...saves))
          .to.equal(Math.max(...saves))
          .and.to.be.at.least(safe);
      }
      const names = await namesIn(directory);
      expect(names.filter((name) => name.includes('corrupt'))).to.deep.equal([]);
    });
  });

  /** What the child said was safe when it was killed at that step; undefined when it got through. */
  async function dieAt(step: number, directory: string): Promise<string | undefined> {
    const dying = spawn(process.execPath, [dyingChild, directory, String(step)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said, [, signal]] = await Promise.all([text(dying.stdout), once(dying, 'exit')]);
    return signal === null ? undefined : (said.trim().split('\n').at(-1) ?? '');
  }

  async function checkAfterDeath(directory: string, safe: string): Promise<void> {
    const names: readonly string[] = await namesIn(directory).catch(() => []);
    for (const name of names.filter((name) => name.endsWith('.json'))) {
      expect(() => JSON.parse(readFileSync(join(directory, name), 'utf8')), name).to.not.throw();
    }
    const before = names.includes('state.json') ? await unlocksOn(directory) : 0;
    const kept = names.filter((name) => name.startsWith('state.json.reset-'));
    // Once a reset has emptied the file, what was in it lies whole beside it.
    if (before === 0 && safe === '5') {
      const [copy = ''] = kept;
      const decoded = decodeUnlocks(await readFile(join(directory, copy), 'utf8'), { fallbackTime: T });
      expect(decoded).to.have.nested.property('state.unlocks.size', 5);
    } else if (safe !== 'reset') expect(before).to.be.at.least(Number(safe));

    const state = createState({ stateDir: directory });
    const { state: known, notice } = await state.loadUnlocks();
    expect(notice).to.equal(null);
    await state.saveAll({ unlocks: withUnlocks(known, [['late', unlock(T + 500)]]) }, (T + 500) * 1000);
    expect(await unlocksOn(directory)).to.equal(known.unlocks.size + 1);
    await state.sweep(Date.now() + 3_600_000);
    for (const name of await namesIn(directory))
      expect(name).to.match(/^(?:state|scan_\w+)\.json$|^state\.json\.reset-\d+$/);
  }

  posix(
    'just before any step of saving and of a reset, or half into it, files are whole and nothing is lost',
    async function () {
      this.timeout(120_000);
      await inDirectory(async (directory) => {
        let next = 0;
        let deaths = 0;
        const dieOn = async () => {
          for (let step = next++; step < MOST_STEPS; step = next++) {
            const home = join(directory, String(step), 'state');
            const safe = await dieAt(step, home);
            if (safe === undefined) return;
            deaths++;
            await checkAfterDeath(home, safe);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, dieOn));
        expect(deaths).to.be.within(50, MOST_STEPS - 10);
      });
    },
  );

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
