/** Firefox over WebDriver BiDi, as far as specs need it: no driver, and no package, is in between. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { TextSocket } from './web-socket.js';

const { FIREFOX_PATH } = env;
const PLACES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;
/** Nothing is to go out but to the dashboard. */
const PREFERENCES = [
  'user_pref("app.update.enabled", false);',
  'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
  'user_pref("network.captive-portal-service.enabled", false);',
  'user_pref("network.connectivity-service.enabled", false);',
  'user_pref("services.settings.server", "data:,#");',
];

export interface Firefox {
  /** Loads a page in its one tab. */
  readonly visit: (url: string) => Promise<void>;
  /** What an expression comes to, as JSON; a promise is awaited. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export function firefoxPath(): string | undefined {
  return FIREFOX_PATH ?? PLACES.find((path) => existsSync(path));
}

/** @throws Error when it does not start */
export async function startFirefox(path: string): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), 'hermes-firefox-'));
  await writeFile(join(profile, 'user.js'), PREFERENCES.join('\n'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const { call, socket } = await callsTo(`${await addressOf(child)}/session`);
  await call('session.new', { capabilities: {} });
  const context = at(await call('browsingContext.getTree', {}), 'contexts', 0, 'context');
  return {
    visit: async (url) => {
      await call('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async (expression) => {
      const answer = await call('script.evaluate', {
        expression: `Promise.resolve(${expression}).then(JSON.stringify)`,
        target: { context },
        awaitPromise: true,
      });
      if (at(answer, 'type') !== 'success') throw new Error(JSON.stringify(at(answer, 'exceptionDetails')));
      const text = at(answer, 'result', 'value');
      return typeof text === 'string' ? JSON.parse(text) : undefined;
    },
    close: async () => {
      const ended = once(child, 'exit');
      socket.close();
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data) => {
      said += String(data);
      const [, address] = LISTENING.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Firefox ended before it listened: ${said}`)));
  });
}

async function callsTo(address: string) {
  const waiting = new Map<unknown, (message: unknown) => void>();
  const socket = await TextSocket.open(address, (text) => {
    const message: unknown = JSON.parse(text);
    const id = at(message, 'id');
    waiting.get(id)?.(message);
    waiting.delete(id);
  });
  let last = 0;
  const call = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, (message) => {
        if (at(message, 'type') === 'error')
          reject(new Error(`${method}: ${String(at(message, 'message'))}`));
        else resolve(at(message, 'result'));
      });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return { call, socket };
}

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
