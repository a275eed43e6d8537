/** Failures of the file system, in the words of the user: what is wrong, what to do. Never a path. */
import { AchievementsError } from '../errors.js';

const ELSEWHERE = 'or set stateDir to another directory';

const PROBLEMS: ReadonlyMap<string, readonly [what: string, todo: string]> = new Map([
  ['ENOSPC', ['the disk is full', 'Free some space; it is tried again with the next scan.']],
  ['EDQUOT', ['the disk quota is used up', 'Free some space; it is tried again with the next scan.']],
  ['EFBIG', ['it would be larger than this system allows', 'Raise the limit of file sizes (ulimit -f).']],
  ['EROFS', ['the file system is read-only', `Make it writable, ${ELSEWHERE}.`]],
  [
    'EACCES',
    ['permission is missing', `Give the user of this server access to the state directory, ${ELSEWHERE}.`],
  ],
  [
    'EPERM',
    ['permission is missing', `Give the user of this server access to the state directory, ${ELSEWHERE}.`],
  ],
  ['ENOTDIR', ['a part of the path of the state directory is a file', `Move that file away, ${ELSEWHERE}.`]],
  ['EEXIST', ['a file has the name of the state directory', `Move that file away, ${ELSEWHERE}.`]],
  [
    'ENOENT',
    [
      'the state directory leads to nowhere',
      `Make the directory that the symbolic link names, ${ELSEWHERE}.`,
    ],
  ],
  ['EISDIR', ['it is not a regular file', 'Move away what has its name.']],
  ['ELOOP', ['a symbolic link leads back to itself', 'Remove the link.']],
  ['EMFILE', ['too many files are open', 'Raise the limit of open files (ulimit -n), and restart.']],
  ['ENFILE', ['too many files are open', 'Raise the limit of open files of this system.']],
  ['EIO', ['the disk reports an error', 'Check the disk.']],
  [
    'ERR_ACCESS_DENIED',
    [
      'the permission model of Node, by which this server was started, does not let it',
      'Start it with --allow-fs-read and --allow-fs-write for the home of Hermes and the state directory.',
    ],
  ],
  ['ERR_FS_FILE_TOO_LARGE', ['it is far too large', 'Move it away.']],
]);

/** The error code of the system (`ENOENT`), or undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * An ERR_ACHIEVEMENTS_STATE for the user.
 * @param subject what it happened to, with the verb: `state.json cannot be saved`
 */
export function stateError(subject: string, error: unknown): AchievementsError {
  const code = codeOf(error);
  const known = code === undefined ? undefined : PROBLEMS.get(code);
  const [what, todo] = known ?? [code ?? 'an unexpected error', 'The log knows more.'];
  return new AchievementsError('ERR_ACHIEVEMENTS_STATE', `${subject}: ${what}. ${todo}`, error);
}
