import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Payload } from '#src/cache/view/view.js';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { type HistoryWriter, openWriter, pythonJson, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { readState, type Served, servedHomes } from '../support/served.js';

const T = 1_790_000_000;
const BOM = '\uFEFF';

/** As the plugin knew them: a time with a fraction, a title beyond ASCII, keys of which we know nothing. */
const THEIRS = {
  let_him_cook: {
    unlocked_at: 1_747_312_345,
    first_tier: 'Gold',
    evidence: { session_id: 'long-gone', title: 'Ménage à trois 🎉', value: 1_432 },
    seen: true,
  },
  dependency_hell_tourist: { unlocked_at: 1_747_400_000.25, first_tier: null, evidence: null },
  a_badge_of_theirs: { unlocked_at: 1_747_500_000, first_tier: 'Copper', evidence: { value: 3 } },
};
const EARLIER = {
  let_him_cook: { unlocked_at: 1_746_000_000, first_tier: 'Copper', evidence: null },
  rebase_acrobat: { unlocked_at: 1_746_100_000, first_tier: 'Silver', evidence: null },
};

/** A file as Python's `json.dumps(…, indent=2)` writes it, near enough: ASCII alone, and its own order of keys. */
const pythonFile = (value: object) => `${pythonJson(value).replaceAll(', "', ',\n  "')}\n`;

type StoredUnlock = Readonly<Partial<Record<'unlocked_at' | 'first_tier' | 'highest_tier', unknown>>>;

interface StateFile {
  readonly unlocks: {
    readonly let_him_cook?: StoredUnlock;
    readonly a_badge_of_theirs?: StoredUnlock;
    readonly [id: string]: StoredUnlock | undefined;
  };
  readonly version?: number;
}

const calls = (count: number) => [
  { role: 'assistant', tool_calls: Array(count).fill({ function: { name: 'terminal', arguments: '{}' } }) },
];

describe('Moving over from the Python plugin', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  const ours = () => join(home().stateDir, 'state.json');
  const elsewhere = () => join(home().path, 'plugin-data', 'hermes-achievements', 'state.json');

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  beforeEach(() =>
    writeHistory(home().databasePath, [{ id: 'a', started_at: T, title: 'Now', messages: calls(1_300) }]),
  );

  const badgeIn = ({ achievements }: Pick<Payload, 'achievements'>, id: string) =>
    achievements.find((badge) => badge.id === id);
  const stored = () => readState<StateFile>(home(), 'state.json');

  for (const [title, path] of [
    ['in plugins', ours],
    ['in plugin-data', elsewhere],
  ] as const) {
    for (const [kind, before] of [
      ['', ''],
      [' that begins with a BOM', BOM],
    ] as const) {
      it(`takes over a state.json ${title}${kind}: every time, tier and key`, async () => {
        const text = before + pythonFile({ version: 3, unlocks: THEIRS, theme: { dark: true } });
        await put(path(), text);
        const payload = await serve().read();
        expect(payload.error).to.equal(null);
        expect(badgeIn(payload, 'let_him_cook')).to.deep.include({
          unlocked: true,
          unlocked_at: 1_747_312_345,
          tier: 'Gold',
        });
        expect(badgeIn(payload, 'dependency_hell_tourist')).to.include({
          unlocked: true,
          unlocked_at: 1_747_400_000.25,
          tier: null,
        });

        const { unlocks, ...rest } = await stored();
        expect(rest).to.deep.equal({ version: 3, theme: { dark: true } });
        // The sessions that reached these tiers are gone: one that came later does not date them.
        const { unlocked_at } = THEIRS.let_him_cook;
        const date = { reached_at: unlocked_at, recorded_at: unlocked_at };
        expect(unlocks.let_him_cook).to.deep.equal({
          ...THEIRS.let_him_cook,
          highest_tier: 'Gold',
          tiers: { Copper: date, Silver: date, Gold: date },
        });
        expect(unlocks.a_badge_of_theirs).to.include({ unlocked_at: 1_747_500_000, first_tier: 'Copper' });
        if (path === elsewhere) expect(await readFile(elsewhere(), 'utf8')).to.equal(text);
      });
    }
  }

  it('merges both: of each badge the earliest time, and the highest tier', async () => {
    await put(ours(), pythonFile({ unlocks: THEIRS }));
    await put(elsewhere(), pythonFile({ unlocks: EARLIER }));
    const payload = await serve().read();
    expect(badgeIn(payload, 'let_him_cook')).to.include({ unlocked_at: 1_746_000_000, tier: 'Gold' });
    expect(badgeIn(payload, 'rebase_acrobat')).to.include({ unlocked_at: 1_746_100_000, tier: 'Silver' });
    expect((await stored()).unlocks.let_him_cook).to.include({
      unlocked_at: 1_746_000_000,
      first_tier: 'Copper',
      highest_tier: 'Gold',
    });
  });

  it('leaves a snapshot that the plugin can read: the keys it expects, and numbers as numbers', async () => {
    await serve().read();
    const text = await readFile(join(home().stateDir, 'scan_snapshot.json'), 'utf8');
    // Strict JSON in UTF-8 without a BOM, as its json.loads takes it.
    expect(text.charCodeAt(0)).to.equal('{'.charCodeAt(0));
    const snapshot: Record<string, unknown> = JSON.parse(text);
    expect(shapeOf(snapshot)).to.deep.include({
      achievements: 'list',
      sessions: 'list',
      aggregate: 'object',
      scan_meta: 'object',
      error: 'null',
      unlocked_count: 'number',
      discovered_count: 'number',
      secret_count: 'number',
      total_count: 'number',
      generated_at: 'number',
    });
    const { achievements, aggregate, scan_meta } = snapshot;
    expect(new Set(Object.values(shapeOf(aggregate)))).to.deep.equal(new Set(['number']));
    expect(shapeOf(scan_meta)).to.deep.include({
      mode: 'text',
      sessions_total: 'number',
      duration_ms: 'number',
    });
    expect(achievements).to.have.length(CATALOG.length);
    for (const badge of Array.isArray(achievements) ? achievements : []) {
      const shape = shapeOf(badge);
      expect(shape).to.include({ id: 'text', name: 'text', unlocked: 'boolean', progress: 'number' });
      if (badge.unlocked === true) expect(shape).to.include({ unlocked_at: 'number' });
    }
  });

  it('leaves a state.json that the plugin can read: a time, a tier and the evidence of each unlock', async () => {
    await serve().read();
    const { unlocks } = await stored();
    expect(Object.keys(unlocks)).to.include('let_him_cook');
    for (const unlock of Object.values(unlocks)) {
      expect(unlock).to.include.keys('unlocked_at', 'first_tier', 'evidence');
      expect(unlock?.unlocked_at).to.be.a('number');
    }
  });

  describe('step by step, while the plugin still writes', () => {
    let hermes: HistoryWriter;
    let router: Served;

    beforeEach(async () => {
      hermes = await openWriter(home().databasePath);
      router = serve();
      await router.read();
    });
    afterEach(() => hermes.close());

    /** The plugin scans: it records what it unlocks, knows nothing of a highest tier, and writes in place. */
    async function pluginScans({ alsoCounts = true } = {}): Promise<void> {
      const { unlocks } = await stored();
      const known: object = JSON.parse(
        JSON.stringify(unlocks, (key, value) => (key === 'highest_tier' ? undefined : value)),
      );
      const added = { a_badge_of_theirs: THEIRS.a_badge_of_theirs, rebase_acrobat: EARLIER.rebase_acrobat };
      await writeFile(ours(), pythonFile({ unlocks: { ...known, ...added }, version: 3 }));
      if (!alsoCounts) return;
      const counts = { unlocked_count: 1, discovered_count: 0, secret_count: 0, total_count: 1 };
      const snapshot = { achievements: [], sessions: [{ id: 'a' }], aggregate: { tool_calls: 9 }, ...counts };
      await writeFile(
        join(home().stateDir, 'scan_snapshot.json'),
        pythonFile({ ...snapshot, scan_meta: { mode: 'full' }, error: null, generated_at: T }),
      );
      await writeFile(
        join(home().stateDir, 'scan_checkpoint.json'),
        pythonFile({
          schema_version: 1,
          generated_at: T,
          sessions: { a: { fingerprint: 'x', contribution: {} } },
        }),
      );
    }

    async function losesNothing(served: Served): Promise<void> {
      const payload = await served.read();
      expect(badgeIn(payload, 'let_him_cook')).to.include({ unlocked: true, tier: 'Diamond' });
      expect(badgeIn(payload, 'rebase_acrobat')).to.include({ unlocked: true, unlocked_at: 1_746_100_000 });
      expect(payload.scan_meta).to.include({ sessions_total: 1 });
      expect(payload.error).to.equal(null);
      const { unlocks, version } = await stored();
      expect(version).to.equal(3);
      expect(unlocks.let_him_cook).to.include({ first_tier: 'Gold', highest_tier: 'Diamond' });
      expect(unlocks).to.include.keys('a_badge_of_theirs', 'rebase_acrobat');
    }

    async function raise(): Promise<void> {
      await hermes.append('a', calls(1_800));
      await router.rescanned();
    }

    it('loses nothing of both, though nothing else has changed', async () => {
      await raise();
      await pluginScans();
      await router.rescanned();
      await losesNothing(router);
      await router.rescanned('?full=true');
      await losesNothing(router);
    });

    it('loses nothing of both when the history goes on', async () => {
      await raise();
      await pluginScans();
      await hermes.append('a', [{ content: 'go on' }]);
      await router.rescanned();
      await losesNothing(router);
    });

    it('loses nothing of both over a restart, also when a session is gone by then', async () => {
      await raise();
      await router.router.close();
      await pluginScans();
      const again = serve();
      await again.rescanned();
      await losesNothing(again);
      await again.router.close();

      await pluginScans();
      await hermes.deleteSession('a');
      await hermes.addSession({ id: 'b', started_at: T + 9, messages: [{ content: 'anew' }] });
      const last = serve();
      await last.rescanned();
      expect(badgeIn(await last.read(), 'let_him_cook')).to.include({ unlocked: true });
      expect((await stored()).unlocks).to.include.keys('let_him_cook', 'a_badge_of_theirs', 'rebase_acrobat');
    });

    it('keeps the highest tier, though the plugin has dropped it and its sessions are gone', async () => {
      await raise();
      await router.router.close();
      await pluginScans({ alsoCounts: false });
      expect((await stored()).unlocks.let_him_cook).to.not.have.property('highest_tier');
      await hermes.deleteSession('a');
      const again = serve();
      await again.rescanned();
      expect(badgeIn(await again.read(), 'let_him_cook')).to.include({ tier: 'Diamond', progress: 0 });
      expect((await stored()).unlocks.let_him_cook).to.include({
        highest_tier: 'Diamond',
        first_tier: 'Gold',
      });
    });

    it('tells no unlock that the plugin has recorded, and none twice that it knows nothing of', async () => {
      const heard: string[] = [];
      router.router
        .on('unlock', ({ achievement: { id }, tier }) => heard.push(`${id} ${tier}`))
        .on('import', ({ count }) => heard.push(`import ${count}`));
      await raise();
      expect(heard).to.include('let_him_cook Diamond');
      heard.length = 0;
      await pluginScans();
      await router.rescanned('?full=true');
      await router.rescanned();
      expect(heard).to.deep.equal([]);
    });

    it('believes nothing that the plugin has counted', async () => {
      await pluginScans();
      await utimes(join(home().stateDir, 'scan_snapshot.json'), T, T);
      await router.router.close();
      const again = serve();
      const payload = await again.read();
      expect(payload.achievements).to.have.length(CATALOG.length);
      expect(payload.scan_meta).to.include({ mode: 'full', sessions_rescanned: 1 });
      expect(await readState(home(), 'scan_snapshot.json')).to.include({ total_count: CATALOG.length });
    });
  });
});

/** Of each value its kind, as JSON has them. */
function shapeOf(value: unknown): Record<string, string> {
  const kind = (part: unknown) =>
    part === null ? 'null' : Array.isArray(part) ? 'list' : typeof part === 'string' ? 'text' : typeof part;
  return Object.fromEntries(Object.entries(Object(value)).map(([key, part]) => [key, kind(part)]));
}
