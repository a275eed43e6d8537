import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { createProfilesHost } from '../../examples/profiles.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';

describe('The host with all profiles in one cabinet', function () {
  this.timeout(60_000);
  let close = async (): Promise<void> => {};
  // Before their home goes.
  afterEach(() => close());
  const home = temporaryHome();

  async function furnish(path: string, sessions: number): Promise<void> {
    await mkdir(path, { recursive: true });
    await writeHistory(
      join(path, 'state.db'),
      Array.from({ length: sessions }, (_, index) => ({
        id: `${sessions} ${index}`,
        started_at: 1_780_000_000 + index,
        messages: [{ content: 'hello' }],
      })),
    );
  }

  it('adds them up, and shows each', async () => {
    await furnish(home().path, 1);
    await furnish(join(home().path, 'profiles', 'work'), 2);
    await furnish(join(home().path, 'profiles', 'side-project_2.0'), 4);
    const host = createProfilesHost({ hermesHome: home().path });
    close = host.close;
    const sessionsOf = async (query: string): Promise<number> =>
      (await request(host.app).get(`/achievements/achievements${query}`)).body.scan_meta.sessions_total;
    expect(await sessionsOf('')).to.equal(7);
    expect(await sessionsOf('?home=work')).to.equal(2);
    expect(await sessionsOf('?profile=side-project_2.0')).to.equal(4);
    expect(await sessionsOf('?profile=default')).to.equal(1);
  });
});
