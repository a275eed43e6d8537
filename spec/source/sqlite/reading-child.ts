/**
 * Reads a history as a user with no special rights: `<database> <another database, open to all>`. Tells the contents of the
 * messages, or the message of the error, as JSON.
 */
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { readAll } from '../../support/read.js';

const [, , databasePath = '', warmUp = ''] = process.argv;
const read = (path: string) =>
  readAll(createSqliteSource({ databasePath: path, busyTimeoutMs: 0, retryDelaysMs: [1, 1] }));

// What is loaded when it is needed is loaded now: nobody else may enter the folder of these files, maybe.
await read(warmUp);
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
const told = await read(databasePath).then(
  (messages) => ({ contents: messages.map(({ content }) => content) }),
  (error: Error) => ({ error: error.message, code: 'code' in error ? error.code : null }),
);
process.stdout.write(JSON.stringify(told));
