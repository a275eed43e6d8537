/** Hosts in processes of their own, and what they wrote down of their scans. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Payload } from '#src/payload.js';
import type { Question, Reply, SharingTask } from './sharing-host.js';

const PROGRAM = fileURLToPath(new URL('./sharing-host.js', import.meta.url));

export class SharingHost {
  readonly child: ChildProcess;
  #asked = 0;

  /** Resolves when it listens. */
  static async start(task: SharingTask): Promise<SharingHost> {
    const child = fork(PROGRAM, [JSON.stringify(task)]);
    await once(child, 'message');
    return new SharingHost(child);
  }

  private constructor(child: ChildProcess) {
    this.child = child.setMaxListeners(100);
  }

  /** Rejects when the host ends before it has answered. */
  async ask<T = Payload>(
    path: string,
    method = 'GET',
  ): Promise<{ readonly status: number; readonly body: T }> {
    const number = ++this.#asked;
    const answered = new Promise<{ status: number; body: T }>((resolve, reject) => {
      const hear = (reply: Omit<Reply, 'body'> & { body: T }): void => {
        if (reply.number !== number) return;
        this.child.off('message', hear).off('exit', end);
        resolve(reply);
      };
      const end = (): void => reject(new Error('the host has ended'));
      this.child.on('message', hear).once('exit', end);
    });
    this.child.send({ number, path, method } satisfies Question);
    return await answered;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

export interface Trace {
  /** How many scans have begun. */
  readonly begun: number;
  readonly byWhom: ReadonlyMap<number, number>;
  /** Each beginning that came before the end of another scan, in words. */
  readonly overlaps: readonly string[];
}

/** @param killed those whose scans ended without a word */
export async function readTrace(path: string, killed: readonly number[] = []): Promise<Trace> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const byWhom = new Map<number, number>();
  const running = new Set<number>();
  const overlaps: string[] = [];
  let begun = 0;
  for (const line of text.split('\n').filter((part) => part !== '')) {
    const [what, who] = line.split(' ');
    const pid = Number(who);
    if (what === 'begin') {
      begun++;
      byWhom.set(pid, (byWhom.get(pid) ?? 0) + 1);
      const others = [...running].filter((other) => !killed.includes(other));
      if (others.length > 0) overlaps.push(`${pid} began while ${others.join(' and ')} scanned`);
      running.add(pid);
    } else running.delete(pid);
  }
  return { begun, byWhom, overlaps };
}
