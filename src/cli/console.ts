import { createPaint, type Paint, wantsColours } from './paint.js';
import { createProgressBar, type ProgressBar } from './progress-bar.js';

/** Where the command speaks. `process` fits what it is made of. */
export interface Console {
  /** What was asked for goes here, and nothing else. */
  readonly out: Screen;
  /** What there is to say about it. */
  readonly err: Screen;
}

export interface Screen {
  /** A text of one or more lines. */
  say(text: string): void;
  /** As it is, without a line break of ours. */
  write(text: string): void;
  readonly paint: Paint;
  /** Characters in a line of a terminal; undefined where there is none. */
  readonly width: number | undefined;
  /** How far a scan is. To be hidden before anything else is said here. */
  readonly progress: ProgressBar;
}

export function createConsole(
  { stdout, stderr }: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream },
  environment: Readonly<Record<string, string | undefined>>,
): Console {
  return { out: screen(stdout, environment), err: screen(stderr, environment) };
}

function screen(
  stream: NodeJS.WriteStream,
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  return {
    say: (text) => void stream.write(`${text}\n`),
    write: (text) => void stream.write(text),
    paint: createPaint(wantsColours(stream, environment)),
    width: stream.isTTY ? stream.columns : undefined,
    progress: createProgressBar(stream),
  };
}
