/** Where lines are shown. `process.stdout` fits. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Terminal {
  /** Shows a line that stays. */
  say(line: string): void;
  /** Shows a line that the next one takes the place of; in a file, where nothing can be replaced, now and then a line. */
  progress(line: string): void;
}

const CLEAR_LINE = '\r\u001b[K';
/** Between two lines of progress in a file. */
const SPARSE_MS = 5_000;

/** @param now milliseconds, on any clock */
export function createTerminal(
  screen: Screen,
  now: () => number = performance.now.bind(performance),
): Terminal {
  let inPlace = false;
  let lastAt = now();
  return {
    say(line) {
      screen.write(`${inPlace ? CLEAR_LINE : ''}${line}\n`);
      inPlace = false;
    },
    progress(line) {
      if (screen.isTTY) {
        screen.write(`${CLEAR_LINE}${line}`);
        inPlace = true;
      } else if (now() - lastAt >= SPARSE_MS) {
        screen.write(`${line}\n`);
        lastAt = now();
      }
    },
  };
}
