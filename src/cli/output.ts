interface Outlets {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  exitCode?: number | string | null | undefined;
}

/**
 * The reader of a pipe may leave before us (`… | head`): then the rest is said to nobody, and nothing is wrong. Any other
 * trouble, such as a full disk, is.
 */
export function guardOutput(process: Outlets): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`The output cannot be written: ${error.message}\n`);
    process.exitCode = 1;
  });
}
