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
});
