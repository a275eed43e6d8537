import { expect } from 'chai';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { ask, endAll, read, run } from './run.js';

const MOUNT = '/api/plugins/hermes-achievements';

describe('The host with metrics for Prometheus', function () {
  this.timeout(60_000);

  // Before its home goes.
  afterEach(endAll);
  const home = temporaryHome();

  it('shows the numbers of the router as they are by then, beside its own', async () => {
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: 1_780_000_000, messages: [{ content: 'hello' }] },
      { id: 'b', started_at: 1_780_000_001, messages: [{ content: 'hello again' }] },
    ]);
    const server = run('prometheus', { HERMES_HOME: home().path, PORT: '0' });
    const [, url = ''] = await server.shows(/^(http:\S+)\/metrics\n/m);
    const samples = async () => {
      const { status, type, body } = await ask(`${url}/metrics`);
      expect(status).to.equal(200);
      expect(type).to.match(/^text\/plain/);
      // Node's own garbage, heap and so on are there, too.
      expect(body).to.include('process_cpu_seconds_total');
      return body.split('\n').filter((line) => line.startsWith('hermes_achievements_'));
    };
    expect(await samples()).to.deep.equal([
      'hermes_achievements_scans_total 0',
      'hermes_achievements_scan_failures_total 0',
      'hermes_achievements_sessions_rescanned_total 0',
      'hermes_achievements_sessions_reused_total 0',
      'hermes_achievements_scans_joined_total 0',
      'hermes_achievements_stale_served_total 0',
      'hermes_achievements_scan_duration_seconds{of="avg"} 0',
      'hermes_achievements_scan_duration_seconds{of="p95"} 0',
    ]);

    await read(`${url}${MOUNT}/achievements`);
    const after = await samples();
    expect(after).to.include.members([
      'hermes_achievements_scans_total 1',
      'hermes_achievements_sessions_rescanned_total 2',
      'hermes_achievements_scan_failures_total 0',
    ]);
    const duration = after.find((line) => line.includes('p95'))?.split(' ')[1];
    expect(Number(duration)).to.be.above(0);
    expect(await samples(), 'asking changes nothing').to.deep.equal(after);
    expect(await server.stop()).to.include({ code: 0, stderr: '' });
  });
});
