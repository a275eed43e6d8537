import { expect } from 'chai';
import { AchievementsError, ERRORS, type ErrorCode } from '#src/errors.js';
import {
  fromDriver,
  fromFileSystem,
  isBusy,
  isTransient,
  mayBeReadOnlyDirectory,
} from '#src/source/sqlite/errors.js';

function withCode(code: string): Error {
  return Object.assign(new Error(`${code}: went wrong in /some/where/state.db`), { code });
}

describe('Errors of the history file', () => {
  const FROM_FILE_SYSTEM: Record<string, ErrorCode> = {
    ENOENT: 'ERR_ACHIEVEMENTS_DATABASE_MISSING',
    ENOTDIR: 'ERR_ACHIEVEMENTS_DATABASE_MISSING',
    EACCES: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
    EPERM: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
    EIO: 'ERR_ACHIEVEMENTS_DATABASE_IO',
    ELOOP: 'ERR_ACHIEVEMENTS_DATABASE_IO',
    ERR_ACCESS_DENIED: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
  };
  const FROM_DRIVER: Record<string, ErrorCode> = {
    SQLITE_BUSY: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
    SQLITE_LOCKED: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
    SQLITE_NOTADB: 'ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE',
    SQLITE_CORRUPT: 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED',
    SQLITE_ERROR: 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA',
    SQLITE_CANTOPEN: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
    SQLITE_READONLY: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
    SQLITE_PERM: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
    SQLITE_IOERR: 'ERR_ACHIEVEMENTS_DATABASE_IO',
    SQLITE_NOMEM: 'ERR_ACHIEVEMENTS_DATABASE_IO',
    SQLITE_INTERRUPT: 'ERR_ACHIEVEMENTS_CLOSED',
  };

  for (const [origin, table, convert] of [
    ['the file system', FROM_FILE_SYSTEM, fromFileSystem],
    ['the driver', FROM_DRIVER, fromDriver],
  ] as const) {
    for (const [code, expected] of Object.entries(table)) {
      it(`of ${origin}: ${code} becomes “${ERRORS[expected].title}”, its details only in the cause`, () => {
        const cause = withCode(code);
        const error = convert(cause);
        expect(error.code).to.equal(expected);
        expect(error.cause).to.equal(cause);
        expect(error.message).to.not.include('/some/where').and.to.not.include(code);
      });
    }

    it(`of ${origin}: one that is ours already stays as it is`, () => {
      const ours = new AchievementsError('ERR_ACHIEVEMENTS_DRIVER', 'text');
      expect(convert(ours)).to.equal(ours);
    });

    it(`of ${origin}: what has no code is a mistake of ours`, () => {
      for (const odd of [new Error('text'), 'text', undefined, { code: 'ENOENT' }]) {
        expect(convert(odd).code).to.equal('ERR_ACHIEVEMENTS_SCAN');
      }
    });
  }

  it('name the flag where the permission model of Node says no', () => {
    expect(fromFileSystem(withCode('ERR_ACCESS_DENIED')).message).to.include('--allow-fs-read');
  });

  it('are waited for, tried again, or gone around by their kind', () => {
    const kinds = (code: string) =>
      [isBusy, isTransient, mayBeReadOnlyDirectory].map((is) => Number(is(withCode(code)))).join('');
    expect(kinds('SQLITE_BUSY')).to.equal('100');
    expect(kinds('SQLITE_IOERR')).to.equal('010');
    expect(kinds('SQLITE_CANTOPEN')).to.equal('011');
    expect(kinds('SQLITE_READONLY')).to.equal('001');
    expect(kinds('SQLITE_CORRUPT')).to.equal('000');
    expect(kinds('SQLITE_NOTADB')).to.equal('000');
  });
});
