import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createJsonFile } from '#src/state/json-file.js';
import { asNobody, failureOf, inDirectory, marksOf, modeOf, namesIn, put, T } from './support.js';

const posix = process.platform === 'win32' ? it.skip : it;

describe('json file', () => {
  describe('reading', () => {
    it('tells a missing file from one that cannot be read', () =>
      inDirectory(async (directory) => {
        expect(await createJsonFile(join(directory, 'none', 'a.json')).read()).to.deep.equal({
          kind: 'missing',
        });
        await mkdir(join(directory, 'b.json'));
        const read = await createJsonFile(join(directory, 'b.json')).read();
        expect(read.kind).to.equal('unreadable');
        if (read.kind === 'unreadable') {
          expect(read.problem.code).to.equal('ERR_ACHIEVEMENTS_STATE');
          expect(read.problem.message).to.match(/^b\.json cannot be read: .*\. Move away/);
          expect(read.problem.message).to.not.include(directory);
        }
      }));

    posix('does not wait for the other end of a named pipe', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        execFileSync('mkfifo', [path]);
        const read = await createJsonFile(path).read();
        expect(read.kind).to.equal('unreadable');
      }),
    );

    it('gives the bytes as they are, and the modification time', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        await put(path, Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0xff]));
        const read = await createJsonFile(path).read();
        expect(read).to.deep.equal({
          kind: 'content',
          bytes: Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0xff]),
          mtimeMs: T * 1000,
        });
      }));
  });

  describe('saving', () => {
    posix('makes private directories and a private file, and closes an open directory of ours', () =>
      inDirectory(async (directory) => {
        const outer = join(directory, 'plugins');
        const inner = join(outer, 'hermes-achievements');
        await mkdir(outer, { mode: 0o755 });
        await createJsonFile(join(inner, 'deep', 'a.json')).save('{}');
        expect([await modeOf(inner), await modeOf(join(inner, 'deep'))]).to.deep.equal([0o700, 0o700]);
        expect(await modeOf(join(inner, 'deep', 'a.json'))).to.equal(0o600);
        expect(await modeOf(outer), 'a directory of others is left alone').to.equal(0o755);

        await chmod(inner, 0o755);
        await put(join(inner, 'b.json'), 'old');
        await chmod(join(inner, 'b.json'), 0o644);
        await createJsonFile(join(inner, 'b.json')).save('new');
        expect([await modeOf(inner), await modeOf(join(inner, 'b.json'))]).to.deep.equal([0o700, 0o600]);
      }),
    );

    posix('leaves a directory that is meant to be shared open', () =>
      inDirectory(async (directory) => {
        const shared = join(directory, 'shared');
        await mkdir(shared);
        await chmod(shared, 0o1777);
        await createJsonFile(join(shared, 'a.json')).save('{}');
        expect(await modeOf(shared)).to.equal(0o777);
      }),
    );

    it('replaces the file rather than writing into it, and leaves nothing beside it', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        await put(path, 'a much longer old text');
        const before = await stat(path);
        await createJsonFile(path).save(Buffer.from('new'));
        expect((await stat(path)).ino).to.not.equal(before.ino);
        expect(await readFile(path, 'utf8')).to.equal('new');
        expect(await namesIn(directory)).to.deep.equal(['a.json']);
      }));

    it('saves in the order it was asked to, one at a time', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        for (let i = 0; i < 30; i++) void file.save(`${i}`.padEnd(30_000 - i * 1000));
        await file.settled();
        expect((await readFile(path, 'utf8')).trim()).to.equal('29');
        expect(await namesIn(directory)).to.deep.equal(['a.json']);
      }));

    it('gives the file the modification time it is told', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        await file.save('{}', 1_600_000_000_123);
        expect(await file.modified()).to.equal(1_600_000_000_123);
      }));

    it('says in plain words what is wrong, without a path, and keeps the original as the cause', () =>
      inDirectory(async (directory) => {
        await writeFile(join(directory, 'file'), '');
        const error = await failureOf(createJsonFile(join(directory, 'file', 'a.json')).save('{}'));
        expect(error.code).to.equal('ERR_ACHIEVEMENTS_STATE');
        expect(error.message).to.match(/^a\.json cannot be saved: .* is a file|has the name/);
        expect(error.message).to.include('stateDir').and.not.include(directory);
        expect(error.cause).to.be.instanceOf(Error);
      }));

    posix('says that permission is missing, and goes on when it is there', () =>
      inDirectory(async (directory) => {
        const closed = join(directory, 'closed');
        await mkdir(closed);
        const file = createJsonFile(join(closed, 'a.json'));
        await chmod(closed, 0o500);
        const error = await asNobody(directory, () => failureOf(file.save('{}')));
        expect(error.message).to.match(/^a\.json cannot be saved: permission is missing\. Give the user/);
        await chmod(closed, 0o700);
        await file.save('{}');
        expect(await namesIn(closed)).to.deep.equal(['a.json']);
      }),
    );

    posix('keeps a file that is a symbolic link one', () =>
      inDirectory(async (directory) => {
        await put(join(directory, 'real.json'), 'old');
        await symlink('real.json', join(directory, 'a.json'));
        await createJsonFile(join(directory, 'a.json')).save('new');
        expect(await readFile(join(directory, 'real.json'), 'utf8')).to.equal('new');
      }),
    );
  });

  describe('saving a change', () => {
    it('writes nothing when the file is the one it saved with these bytes, and only touches it', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        await file.saveChange('{"a":1}', T * 1000);
        const before = await marksOf(path);
        await file.saveChange('{"a":1}');
        expect(await marksOf(path)).to.equal(before);

        const { ino } = await stat(path);
        await file.saveChange(Buffer.from('{"a":1}'), (T + 9) * 1000);
        await file.touch((T + 10) * 1000);
        await file.saveChange('{"a":1}', (T + 11) * 1000);
        expect((await stat(path)).ino).to.equal(ino);
        expect(await file.modified()).to.equal((T + 11) * 1000);
      }));

    it('knows the file for its own until somebody else writes it, or takes it away', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        expect(await file.isOwn()).to.equal(false);
        await file.saveChange('{"a":1}', T * 1000);
        expect(await file.isOwn()).to.equal(true);
        await createJsonFile(path).save('{"b":1}', T * 1000);
        expect(await file.isOwn()).to.equal(false);
        await file.save('{"a":1}', T * 1000);
        await rm(path);
        expect(await file.isOwn()).to.equal(false);
      }));

    it('writes when the bytes differ, also in the same length', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        await file.saveChange('{"a":1}');
        await file.saveChange('{"a":2}');
        expect(await readFile(path, 'utf8')).to.equal('{"a":2}');
      }));

    it('writes again when the file is gone, or is not its own any more', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        await file.saveChange('{"a":1}', T * 1000);
        await file.remove();
        await file.saveChange('{"a":1}', T * 1000);
        expect(await readFile(path, 'utf8')).to.equal('{"a":1}');

        await createJsonFile(path).save('{"b":1}', T * 1000);
        await file.touch(T * 1000);
        await file.saveChange('{"a":1}', T * 1000);
        expect(await readFile(path, 'utf8')).to.equal('{"a":1}');
      }));
  });

  describe('touching', () => {
    it('changes the time alone, and tells when there is no file', () =>
      inDirectory(async (directory) => {
        const file = createJsonFile(join(directory, 'a.json'));
        expect(await file.touch(T * 1000)).to.equal(false);
        expect(await file.modified()).to.equal(undefined);
        await file.save('{}');
        expect(await file.touch(T * 1000 + 5)).to.equal(true);
        expect(await file.modified()).to.equal(T * 1000 + 5);
        expect(await readFile(file.path, 'utf8')).to.equal('{}');
      }));
  });

  describe('setting aside', () => {
    it('never overwrites what was set aside or kept before', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        const file = createJsonFile(path);
        const names: string[] = [];
        for (const content of ['first', 'second', 'third']) {
          await put(path, content);
          names.push(await file.setAside('corrupt-7'));
        }
        expect(await file.keepCopy(Buffer.from('fourth'), 'corrupt-7')).to.equal('a.json.corrupt-7-4');
        expect(names).to.deep.equal(['a.json.corrupt-7', 'a.json.corrupt-7-2', 'a.json.corrupt-7-3']);
        const contents = await Promise.all(
          (await namesIn(directory)).map((name) => readFile(join(directory, name), 'utf8')),
        );
        expect(contents).to.deep.equal(['first', 'second', 'third', 'fourth']);
      }));

    posix('keeps what is set aside private', () =>
      inDirectory(async (directory) => {
        await put(join(directory, 'a.json'), 'x');
        await chmod(join(directory, 'a.json'), 0o644);
        const file = createJsonFile(join(directory, 'a.json'));
        expect(await modeOf(join(directory, await file.keepCopy(Buffer.from('x'), 'b')))).to.equal(0o600);
        expect(await modeOf(join(directory, await file.setAside('b')))).to.equal(0o600);
      }),
    );

    it('leaves nothing behind when there is nothing to set aside', () =>
      inDirectory(async (directory) => {
        const error = await failureOf(createJsonFile(join(directory, 'a.json')).setAside('corrupt-7'));
        expect(error.message).to.match(/^a\.json cannot be set aside/);
        expect(await namesIn(directory)).to.deep.equal([]);
      }));
  });
});
