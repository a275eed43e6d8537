import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { endAll } from '../examples/run.js';
import { openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { readState } from '../support/served.js';
import { calls, command, SESSIONS } from './command.js';

/** Asks its own process to stop as soon as a scan begins. */
const STOPPED_IN_A_SCAN = `--import=data:text/javascript,${encodeURIComponent(`
  import { subscribe } from 'node:diagnostics_channel';
  subscribe('hermes-achievements:scan:start', () => process.kill(process.pid, 'SIGINT'));
`)}`;

describe('The command scan', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  afterEach(endAll);
  beforeEach(() => writeHistory(home().databasePath, SESSIONS));

  const scan = (...args: string[]) => command(['scan', '--home', home().path, ...args]);

  async function grow(): Promise<void> {
    const writer = await openWriter(home().databasePath);
    const messages = [{ role: 'assistant', tool_calls: calls(1300) }];
    await writer.addSession({ id: 'new', started_at: 1_790_002_000, messages });
    await writer.close();
  }

  it('says what it counted, and shows a table by category and what is within reach', async () => {
    const { stdout, stderr, code } = await scan();
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    expect(stdout).to.match(/^Counted all 2 sessions in \d+\.\d s\.\n\d+ of \d+ unlocked · \d+ on the way/);
    expect(stdout).to.match(/^CATEGORY +UNLOCKED +MASTERY$/m);
    expect(stdout).to.match(/^Agent Autonomy +\d of 7 +█[█░]{19} +\d+%$/m);
    expect(stdout).to.match(/^WITHIN REACH\n.+: .+ (?:to \w+|of the way)(?:, about .+ to go)?$/m);
    // Of a first scan all is news: what came last stands for it.
    expect(stdout).to.match(/^REACHED LAST\n(?:(?:Unlocked|Climbed): .+, 2026-09-21\n?){1,3}$/m);
    expect(await readdir(home().stateDir)).to.include.members([
      'scan_checkpoint.json',
      'scan_snapshot.json',
      'state.json',
    ]);
  });

  it('counts only what is new the next time, and names what that unlocked or raised', async () => {
    await scan();
    expect((await scan()).stdout).to.match(/^Nothing new in 2 sessions\.\n/);
    await grow();
    const { stdout } = await scan();
    expect(stdout).to.match(/^Counted 1 of 3 sessions in \d+\.\d s; the others have not changed\.\n/);
    expect(stdout)
      .to.match(/^Climbed: Let Him Cook \(Copper → Gold\), 2026-09-21$/m)
      .and.match(/^Unlocked: Autonomous Avalanche \(Copper\), 2026-09-21$/m);
    expect((await scan('--full')).stdout)
      .to.match(/^Counted all 3 sessions/)
      .and.not.match(/Unlocked:|Climbed:/);
  });

  it('claims no count that failed: shows what was known before, says why and fails', async () => {
    await scan();
    const writer = await openWriter(home().databasePath);
    await writer.exec('ALTER TABLE sessions RENAME TO gone');
    await writer.close();
    const { stdout, stderr, code } = await scan();
    expect(code).to.equal(1);
    expect(stdout)
      .to.match(/^Nothing could be counted\. What was known before:\n\d+ of \d+/)
      .and.not.include('Counted all');
    expect(stderr)
      .to.include(home().databasePath)
      .and.match(/--database/);
  });

  it('answers with --json as POST /rescan does: the snapshot, and all metrics', async () => {
    const { stdout, stderr, code } = await scan('--json');
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    const { achievements, aggregate, scan_meta } = JSON.parse(stdout);
    expect(achievements).to.have.length(CATALOG.length);
    expect(aggregate).to.include({ max_tool_calls_in_session: 250, session_count: 2 });
    expect(scan_meta).to.include({ mode: 'full', sessions_rescanned: 2 });
  });

  it('tells with --verbose what happens, on standard error', async () => {
    const { stdout, stderr } = await scan('--verbose', '--full');
    expect(stderr).to.match(/Scanned 2 of 2 sessions/);
    expect(stdout).not.to.include('Scanned');
  });

  it('asked to stop, ends with 130 and leaves what was kept as it was', async () => {
    const stopped = await command(['scan', '--home', home().path], { NODE_OPTIONS: STOPPED_IN_A_SCAN });
    expect(stopped).to.deep.equal({
      code: 130,
      stdout: '',
      stderr: 'Stopped. What was kept before is as it was.\n',
    });
    const left = existsSync(home().stateDir) ? await readdir(home().stateDir) : [];
    expect(left.filter((name) => !name.endsWith('.lock'))).to.deep.equal([]);

    await scan();
    const before = await readState(home(), 'scan_checkpoint.json');
    await grow();
    const again = await command(['scan', '--full', '--home', home().path], {
      NODE_OPTIONS: STOPPED_IN_A_SCAN,
    });
    expect(again.code).to.equal(130);
    expect(await readState(home(), 'scan_checkpoint.json')).to.deep.equal(before);
    expect((await scan()).stdout).to.match(/^Counted 1 of 3 sessions/);
  });

  it('runs beside another command over the same files', async () => {
    const [first, second, third] = await Promise.all([
      scan(),
      scan('--full'),
      command(['list', '--home', home().path]),
    ]);
    for (const { code, stderr } of [first, second, third]) expect(code, stderr).to.equal(0);
    expect(third.stdout).to.match(/^Let Him Cook +Copper/m);
    const { unlocks } = await readState<{ unlocks: { let_him_cook?: { first_tier: string } } }>(
      home(),
      'state.json',
    );
    expect(unlocks.let_him_cook?.first_tier).to.equal('Copper');
    expect((await scan()).stdout).to.match(/^Nothing new in 2 sessions/);
  });
});
