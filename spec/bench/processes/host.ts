/** A dashboard of its own: `host.js <database>`. Says where it listens, and ends when it is told anything, or with its parent. */
import { argv } from 'node:process';
import { startApp } from '../support/app.js';

export interface Listening {
  readonly url: string;
  readonly stateDir: string;
}

const [, , databasePath = ''] = argv;
const app = await startApp(databasePath);
process.once('disconnect', () => process.exit());
process.once('message', () => void app.close().then(() => process.disconnect()));
const listening: Listening = { url: app.url, stateDir: app.stateDir };
process.send?.(listening);
