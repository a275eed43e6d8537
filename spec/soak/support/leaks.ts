/** What a process holds, and whether it grows. */
import { readdir } from 'node:fs/promises';
import { childrenOf } from '../../bench/support/usage.js';

const MEGABYTE = 1024 * 1024;

export interface Held {
  /** Megabytes in use after a collection. */
  readonly heap: number;
  /** Timers and handles that Node knows of, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Of the process; undefined where the system does not tell. */
  readonly threads: number | undefined;
  readonly files: number | undefined;
  readonly listeners: number;
  /** Processes that were started and are still there. */
  readonly children: number | undefined;
}

/** To be called when nothing is under way; run with `--expose-gc`. */
export async function lookAt(): Promise<Held> {
  // What ends by itself gets its turn: sockets, and threads that were told to.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    heap: (heapUsed + external) / MEGABYTE,
    resources,
    threads: await countIn('/proc/self/task'),
    files: await countIn('/proc/self/fd'),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    children: childrenOf(process.pid)?.length,
  };
}

async function countIn(directory: string): Promise<number | undefined> {
  return await readdir(directory).then(
    (names) => names.length,
    () => undefined,
  );
}

/** Megabytes a thousand steps, of the line that fits best. */
export function slope(points: readonly (readonly [step: number, megabytes: number])[]): number {
  const mean = (place: 0 | 1) => points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, [step, megabytes]) => sum + (step - x) * (megabytes - y), 0);
  const below = points.reduce((sum, [step]) => sum + (step - x) ** 2, 0);
  return below === 0 ? 0 : (above / below) * 1000;
}

/** What is held more than before. */
export function leaked(before: Held, after: Held): readonly string[] {
  const more = (name: string, was: number | undefined, is: number | undefined): string[] =>
    (is ?? 0) > (was ?? 0) ? [`${name}: ${was ?? 0} before, ${is ?? 0} after`] : [];
  return [
    ...Object.keys(after.resources).flatMap((kind) =>
      more(kind, before.resources[kind], after.resources[kind]),
    ),
    ...more('threads', before.threads, after.threads),
    ...more('open files', before.files, after.files),
    ...more('child processes', before.children, after.children),
    ...more('listeners of the process', before.listeners, after.listeners),
  ];
}
