import { expect } from 'chai';
import { CabinetJob } from '#src/scan/cabinet/cabinet-job.js';
import { createDirectoryPlace, type HomeElsewhere } from '#src/scan/cabinet/cabinet-place.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { NOW, QUIET } from '../../support/cabinets.js';
import { temporaryHome } from '../../support/home.js';
import { utc } from '../../support/records.js';
import { SILENT } from '../../support/scan-once.js';

const session = (id: string): MemorySession => ({
  id,
  startedAt: NOW - 60,
  model: null,
  messages: [{ role: 'user', content: 'hello' }],
});

describe('A home of a cabinet that several machines share', () => {
  const home = temporaryHome();
  const inHistories = () => ({ desk: [session('a')], laptop: [session('b')] });
  let sessions = inHistories();
  beforeEach(() => {
    sessions = inHistories();
  });
  const elsewhere = { name: 'laptop', error: null };
  type Name = keyof typeof sessions;
  let listed: readonly (Name | HomeElsewhere)[] = [];
  /** Names of those that were read, and of those of which the share was loaded: homes are read at once, in no order. */
  let read = new Set<string>();
  let loaded = new Set<string>();

  function start(): CabinetJob {
    const place = createDirectoryPlace(home().stateDir);
    return new CabinetJob({
      place: {
        ...place,
        filesOf(name) {
          const { share, ...files } = place.filesOf(name);
          const load = () => {
            loaded.add(name);
            return share.load();
          };
          return { ...files, share: { ...share, load } };
        },
        shared: {
          look: async () => listed,
          shareMark: () => 'as it was',
          settle: async () => {},
          seen: async () => {},
          renew: async () => {},
          fence: undefined,
          now: () => NOW * 1000,
        },
      },
      timeZone: { name: 'UTC', localTime: utc },
      now: () => NOW * 1000,
    });
  }

  /** Resolves with how many sessions there are. */
  async function scanned(job: CabinetJob, ...homes: readonly (Name | HomeElsewhere)[]): Promise<unknown> {
    listed = homes;
    [read, loaded] = [new Set(), new Set()];
    const own = homes.flatMap((one) => (typeof one === 'string' ? [one] : []));
    job.setHomes(
      own.map((name) => ({
        name,
        source: () => ({
          open() {
            read.add(name);
            return createMemorySource(sessions[name]).open();
          },
        }),
        look: async () => undefined,
      })),
    );
    return (await job.scan({ full: false }, QUIET, SILENT))?.sessions;
  }

  it('is read where it is scanned, and counts as it was left elsewhere, also when that changes', async () => {
    const job = start();
    expect([await scanned(job, 'desk', 'laptop'), read]).to.deep.equal([2, new Set(['desk', 'laptop'])]);
    sessions.laptop.push(session('c'));
    expect([await scanned(job, 'desk', elsewhere), read]).to.deep.equal([2, new Set(['desk'])]);
    expect([await scanned(job, 'desk', 'laptop'), read]).to.deep.equal([3, new Set(['desk', 'laptop'])]);
  });

  it('has what is kept of it in memory, wherever it is scanned, until that is another one', async () => {
    const job = start();
    await scanned(job, 'desk', 'laptop');
    await scanned(job, 'desk', elsewhere);
    expect(loaded).to.deep.equal(new Set(['laptop']));
    for (let time = 0; time < 2; time++) {
      await scanned(job, 'desk', elsewhere);
      expect(loaded).to.deep.equal(new Set());
    }
  });
});
