/** How the command ends. */

/** TABLE: the exit codes. They are a promise: scripts compare them. */
export const EXIT = {
  ok: 0,
  /** It did not work, or what is shown may not be the whole truth; standard error says why. */
  failed: 1,
  /** The command line is wrong. Nothing was begun. */
  usage: 2,
  /** Asked to stop (Ctrl+C) before it was done. */
  stopped: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something the user can put right; the message says how. It is shown without a stack. */
export class Hint extends Error {
  override readonly name = 'Hint';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
