import cliProgress from 'cli-progress';
import { grouped } from '../engine/badges/plain-text.js';

/** How far a scan is: on a terminal a line that comes and goes, elsewhere a line now and then. */
export interface ProgressBar {
  /** Null: not known yet, then nothing is shown. */
  show(progress: Progress | null): void;
  /** Takes it away; the next `show` brings it back. */
  hide(): void;
}

export interface Progress {
  readonly scanned: number;
  readonly total: number;
}

/** Between two lines in a file. */
const SPARSE_MS = 5_000;

export function createProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  return stream.isTTY ? onTerminal(stream) : inFile(stream);
}

function onTerminal(stream: NodeJS.WriteStream): ProgressBar {
  const bar = new cliProgress.SingleBar({
    stream,
    format: (
      { barCompleteString = '', barIncompleteString = '', barsize = 0 },
      { progress, value, total },
    ) => {
      const filled = Math.round(progress * barsize);
      const drawn = barCompleteString.slice(0, filled) + barIncompleteString.slice(0, barsize - filled);
      return `Counting sessions ${drawn} ${grouped(value)} of ${grouped(total)}`;
    },
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    // Signals are the command's own matter.
    gracefulExit: false,
  });
  return {
    show(progress) {
      if (progress === null || progress.total === 0) return;
      if (bar.isActive) bar.setTotal(progress.total);
      else bar.start(progress.total, progress.scanned);
      bar.update(progress.scanned);
    },
    hide() {
      if (bar.isActive) bar.stop();
    },
  };
}

/** @param now milliseconds, on any clock */
export function inFile(
  stream: { write(text: string): unknown },
  now: () => number = performance.now.bind(performance),
): ProgressBar {
  let lastAt = now();
  return {
    show(progress) {
      if (progress === null || now() - lastAt < SPARSE_MS) return;
      lastAt = now();
      stream.write(`Counting sessions: ${grouped(progress.scanned)} of ${grouped(progress.total)}\n`);
    },
    hide() {},
  };
}
