/** A dashboard of its own: `host.js <place>`. Says where it listens, and ends when it is told anything, or with its parent. */
import { argv } from 'node:process';
import { startApp } from '../support/app.js';
import { readPlace } from '../support/place.js';

export interface Listening {
  readonly url: string;
  readonly stateDir: string;
}

const [, , place = ''] = argv;
const app = await startApp(readPlace(place));
process.once('disconnect', () => process.exit());
process.once('message', () => void app.close().then(() => process.disconnect()));
const listening: Listening = { url: app.url, stateDir: app.stateDir };
process.send?.(listening);
