import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from '../processes/load.js';
import { type App, startApp } from '../support/app.js';
import { fixtureSessions, writeScaled } from '../support/histories.js';
import { askProcess } from '../support/process.js';
import { rounds } from '../support/rounds.js';
import { readOnly } from '../support/scans.js';
import { median, quantile, range, rateRatio, ratio } from '../support/statistics.js';
import type { Trial } from '../support/trial.js';

const CONNECTIONS = 16;
/** Like some dashboards that look every now and then. */
const PACED = { connections: 8, pauseMs: 20 };

export const serving: Trial = {
  name: 'serving',
  about: 'cached GET /achievements against a bare route with a ready buffer; waiting times during a scan',
  async *run({ directory, quick }) {
    const path = join(directory, 'state.db');
    await writeScaled(path, await fixtureSessions(), quick ? 30 : 150);
    const app = await startApp(path);
    await app.rescan();
    const windowMs = quick ? 600 : 1_500;
    const repeats = quick ? 3 : 5;

    for (const encoding of ['identity', 'gzip']) {
      const bare = await addBareRoute(app, encoding);
      const load = (url: string) =>
        askProcess<Load>('load', url, String(windowMs), String(CONNECTIONS), '0', encoding);
      const { candidate, floor } = await rounds(repeats, `${app.url}/achievements`, bare.url, async (url) => {
        const { requests, milliseconds } = await load(url);
        return (requests / milliseconds) * 1000;
      });
      yield {
        name: `requests/s, ${encoding} / bare route`,
        unit: '×',
        ...rateRatio(candidate, floor),
        target: { atLeast: 0.85 },
        note: `${Math.round(median(candidate))}/s, bare ${Math.round(median(floor))}/s, ${bare.bytes} bytes`,
      };
    }

    const idle: number[] = [];
    const scanning: number[] = [];
    const reading: number[] = [];
    const p99 = async (during: () => Promise<void>): Promise<number> => {
      const busy = keepDoing(during);
      const { connections, pauseMs } = PACED;
      const { latencies } = await askProcess<Load>(
        'load',
        `${app.url}/achievements`,
        String(windowMs),
        String(connections),
        String(pauseMs),
      );
      await busy.stop();
      return quantile(latencies, 0.99);
    };
    for (let round = 0; round < repeats; round++) {
      idle.push(await p99(async () => {}));
      scanning.push(await p99(() => app.rescan('?full=true')));
      reading.push(await p99(() => readOnly(path)));
    }
    yield {
      name: 'p99 during a cold scan / idle',
      unit: '×',
      ...ratio(scanning, idle),
      target: { atMost: 3 },
      note: `${median(scanning).toFixed(1)} ms, idle ${median(idle).toFixed(1)} ms`,
    };
    yield {
      name: 'p99 while another thread only reads the rows / idle',
      unit: '×',
      ...ratio(reading, idle),
      note: `${median(reading).toFixed(1)} ms (${range(reading).from.toFixed(1)}–${range(reading).to.toFixed(1)} ms)`,
    };
    await app.close();
  },
};

/** Sends a buffer with the same headers as our answer, and does nothing else. */
async function addBareRoute(
  { app, url }: App,
  encoding: string,
): Promise<{ readonly url: string; readonly bytes: number }> {
  const { headers, body } = await asSent(`${url}/achievements`, encoding);
  const path = `/bare-${encoding}`;
  app.get(path, (_request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    response.end(body);
  });
  return { url: new URL(path, url).href, bytes: body.length };
}

const OURS = ['content-type', 'cache-control', 'vary', 'etag', 'content-encoding', 'content-length'];

async function asSent(url: string, encoding: string) {
  return await new Promise<{ headers: [string, string][]; body: Buffer }>((resolve, reject) => {
    get(url, { headers: { 'Accept-Encoding': encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const headers = OURS.flatMap((name): [string, string][] => {
          const value = response.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        });
        resolve({ headers, body: Buffer.concat(chunks) });
      });
    }).on('error', reject);
  });
}

/** Between two scans. */
const PAUSE_MS = 5;

/** Does something again and again until it is stopped. */
function keepDoing(task: () => Promise<void>): { stop(): Promise<void> } {
  let stopped = false;
  const done = (async () => {
    for (; !stopped; await sleep(PAUSE_MS)) await task();
  })();
  return {
    async stop() {
      stopped = true;
      await done;
    },
  };
}
