import { join } from 'node:path';
import { expect } from 'chai';
import { createState, type State } from '#src/state/state.js';
import { decodeUnlocks, type UnlockState } from '#src/state/unlocks.js';
import { refuseSync, type Watcher, watchFileSystem } from '../support/file-system.js';
import { Disk, type Left } from '../support/power-cut.js';
import { inDirectory, NOTHING_SEEN, put, stateOf, T, unlock } from './support.js';

const posix = process.platform === 'win32' ? it.skip : it;
const FILES = ['state.json', 'scan_snapshot.json'] as const;

const unlocks = (count: number) =>
  stateOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`b${index}`, unlock(T + index)])));
const changes = (count: number) => ({
  unlocks: unlocks(count),
  snapshot: {
    analysisVersion: 'v1',
    timeZone: 'Europe/Berlin',
    database: 'd1',
    databasePath: 'p1',
    payload: { count },
    aggregate: [],
    evidence: [],
    view: NOTHING_SEEN,
    unlocks: new Map(),
  },
});

/** The unlocks in a text; undefined when it is not whole. */
function unlocksIn(text: string | undefined): UnlockState | undefined {
  if (text === undefined) return undefined;
  const decoded = decodeUnlocks(text, { fallbackTime: T });
  return decoded.ok ? decoded.state : undefined;
}

/** Does the work, and looks at all that a power cut at any moment of it would leave. */
async function withCuts(
  directory: string,
  work: (state: State) => Promise<void>,
  look: (left: Left) => void,
  files: Readonly<Record<string, string>> = {},
  before?: Watcher['before'],
): Promise<number> {
  const stateDir = join(directory, 'plugins', 'hermes-achievements');
  const disk = new Disk(directory, join(directory, 'plugins'), stateDir);
  for (const [name, content] of Object.entries(files)) {
    await put(join(stateDir, name), content);
    disk.put(join(stateDir, name), content);
  }
  let moments = 0;
  let failure: unknown;
  const end = watchFileSystem({
    ...(before && { before }),
    after(operation) {
      if (!operation.path.startsWith(directory)) return;
      disk.note(operation);
      for (const left of disk.left()) {
        moments++;
        try {
          look(new Map([...left].map(([path, content]) => [path.slice(stateDir.length + 1), content])));
        } catch (error) {
          failure ??= error;
        }
      }
    },
  });
  try {
    await work(createState({ stateDir, settle: async () => {} }));
  } finally {
    end();
  }
  if (failure !== undefined) throw failure;
  return moments;
}

describe('after a power cut', () => {
  posix(
    'at any moment of saving there is what was there or what was saved, and what was told to be saved is',
    () =>
      inDirectory(async (directory) => {
        let saved = 0;
        const moments = await withCuts(
          directory,
          async (state) => {
            for (const count of [2, 4, 7]) {
              await state.saveAll(changes(count), (T + count) * 1000);
              saved = count;
            }
          },
          (left) => {
            for (const name of FILES) {
              const text = left.get(name);
              if (text === undefined) expect(saved, `${name} is gone`).to.equal(0);
              else expect(() => JSON.parse(text), `${name} is torn: ${text}`).to.not.throw();
            }
            const known = unlocksIn(left.get('state.json'))?.unlocks.size ?? 0;
            expect(known).to.be.at.least(saved);
            // What is derived is never younger than what it is derived from.
            const shown: { count: number } = JSON.parse(left.get('scan_snapshot.json') ?? '{"count":0}');
            expect(shown.count).to.be.at.most(known);
          },
        );
        expect(moments).to.be.greaterThan(60);
      }),
  );

  posix('at any moment of saving, each file is whole where no open file may be synced', () =>
    inDirectory(async (directory) => {
      const seen = new Set<number>();
      await withCuts(
        directory,
        async (state) => {
          for (const count of [2, 4]) await state.saveAll(changes(count), (T + count) * 1000);
        },
        (left) => {
          for (const name of FILES)
            expect(
              () => JSON.parse(left.get(name) ?? '{}'),
              `${name} is torn: ${left.get(name)}`,
            ).to.not.throw();
          seen.add(unlocksIn(left.get('state.json'))?.unlocks.size ?? 0);
        },
        {},
        refuseSync,
      );
      // Nobody can promise that the newest is there.
      expect([...seen].sort()).to.deep.equal([0, 2, 4]);
    }),
  );

  posix('at any moment of a reset the old unlocks are in the file, or whole beside it', () =>
    inDirectory(async (directory) => {
      let isReset = false;
      await withCuts(
        directory,
        async (state) => {
          await state.saveAll(changes(3), T * 1000);
          await state.reset((T + 9) * 1000);
          isReset = true;
        },
        (left) => {
          const state = unlocksIn(left.get('state.json'));
          if (isReset) expect(state).to.include({ resetAt: T + 9 });
          if (state?.resetAt !== T + 9) return;
          expect(unlocksIn(left.get(`state.json.reset-${T + 9}`))).to.have.nested.property('unlocks.size', 3);
        },
      );
      expect(isReset).to.equal(true);
    }),
  );

  posix('at any moment after a damaged file was found, its bytes are in it, or beside it', () =>
    inDirectory(async (directory) => {
      const damaged = '{"unlocks": {"a": {"unlocked_at": 5}';
      let moments = 0;
      await withCuts(
        directory,
        async (state) => {
          await state.loadUnlocks();
          await state.saveUnlocks(unlocks(1));
        },
        (left) => {
          moments++;
          expect([left.get('state.json'), left.get(`state.json.corrupt-${T}`)]).to.include(damaged);
        },
        { 'state.json': damaged },
      );
      expect(moments).to.be.greaterThan(10);
    }),
  );
});
