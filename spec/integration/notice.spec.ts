import { expect } from 'chai';
import { createMemorySource } from '#src/index.js';
import { temporaryHome } from '../support/home.js';
import { readState, servedHomes } from '../support/served.js';

const NOTICE = 'The newest messages cannot be seen from here.';

describe('What is to know of a history, though nothing is wrong,', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);

  it('is told beside the error, by whoever reads the history, and after a restart', async () => {
    const memory = createMemorySource([{ id: 'a', startedAt: 1_790_000_000, messages: [] }]);
    const source = { open: async () => ({ ...(await memory.open()), notice: NOTICE }) };
    const first = serve({ source });
    expect(await first.read()).to.include({ notice: NOTICE, error: null });
    expect((await first.rescanned()).notice).to.equal(NOTICE);
    expect((await first.get('/scan-status')).body).to.include({ state: 'idle', last_error: null });
    expect(first.lines).to.include(`warn: ${NOTICE}`);
    expect(await readState(home(), 'scan_snapshot.json')).to.include({ notice: NOTICE });
    await first.router.close();
    expect(await serve({ source }).read()).to.include({ notice: NOTICE });
  });

  it('is null when there is nothing to know', async () => {
    const source = createMemorySource([]);
    expect(await serve({ source }).read()).to.include({ notice: null });
  });
});
