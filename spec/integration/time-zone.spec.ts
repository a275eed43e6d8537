import { rename } from 'node:fs/promises';
import { expect } from 'chai';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { servedHomes } from '../support/served.js';

// Friday 2025-07-04 23:30:00 UTC: 19:30 in New York, 08:30 on Saturday in Tokyo.
const FRIDAY_NIGHT = 1_751_671_800;

describe('The option timeZone', () => {
  const home = temporaryHome();
  const served = servedHomes(home);

  beforeEach(() =>
    writeHistory(
      home().databasePath,
      Array.from({ length: 30 }, (_, i) => ({
        id: `s${i}`,
        started_at: FRIDAY_NIGHT + i,
        messages: [{ content: 'a' }],
      })),
    ),
  );

  const counts = async (timeZone: string) => {
    const { aggregate, scan_meta } = await served({ timeZone }).rescanned();
    const { night_sessions, weekend_sessions } = aggregate;
    return { night_sessions, weekend_sessions, read: scan_meta.messages_scanned };
  };

  it('decides nights and weekends, and another one counts them anew without reading anything', async () => {
    expect(await counts('UTC')).to.deep.equal({ night_sessions: 30, weekend_sessions: 0, read: 30 });
    expect(await counts('America/New_York')).to.deep.equal({
      night_sessions: 0,
      weekend_sessions: 0,
      read: 0,
    });
    expect(await counts('Asia/Tokyo')).to.deep.equal({ night_sessions: 0, weekend_sessions: 30, read: 0 });
    expect(await counts('UTC')).to.deep.equal({ night_sessions: 30, weekend_sessions: 0, read: 0 });
  });

  it('that is as before takes the snapshot of before', async () => {
    await counts('Asia/Tokyo');
    const { scan_meta } = await served({ timeZone: 'Asia/Tokyo' }).read();
    expect(scan_meta).to.include({ mode: 'full', messages_scanned: 30 });
  });

  it('that is another one has what was known meanwhile, also when the history cannot be read', async () => {
    await counts('UTC');
    await rename(home().databasePath, `${home().databasePath}.away`);
    const { read, rescan } = served({ timeZone: 'Asia/Tokyo' });
    const nights = async () => {
      const { is_stale, error, achievements } = await read();
      const progress = achievements.find(({ id }) => id === 'night_shift_operator')?.progress;
      return { is_stale, error, progress };
    };
    expect(await nights()).to.deep.equal({ is_stale: true, error: null, progress: 30 });
    await rescan();
    expect(await nights()).to.include({ is_stale: true, progress: 30 });
    expect((await nights()).error).to.match(/no history/i);
    await rename(`${home().databasePath}.away`, home().databasePath);
    await rescan();
    expect(await nights()).to.deep.equal({ is_stale: false, error: null, progress: 0 });
  });

  it('that is another one makes no first scan: what comes of it is told by itself', async () => {
    await counts('UTC');
    const { router, rescanned } = served({ timeZone: 'Asia/Tokyo' });
    const told: string[] = [];
    router.on('unlock', ({ achievement }) => told.push(achievement.id));
    router.on('import', () => told.push('import'));
    await rescanned();
    expect(told).to.deep.equal(['weekend_warrior']);
  });
});
