import { execFileSync } from 'node:child_process';
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepareDirectory } from '#src/state/directory.js';
import { createJsonFile } from '#src/state/json-file.js';
import { temporaryHome } from '../support/home.js';
import { failureOf, modeOf } from './support.js';

describe('The directory of a file', () => {
  const home = temporaryHome();
  const inHome = (...names: string[]) => join(home().path, ...names);
  const saving = async (...names: string[]) =>
    (await failureOf(createJsonFile(inHome(...names, 'state.json')).save('{}'))).message;

  it('is made with all above it, private, and tells the first that had to be', async () => {
    expect(await prepareDirectory(inHome('a', 'b', 'c'))).to.equal(inHome('a'));
    for (const names of [['a'], ['a', 'b'], ['a', 'b', 'c']])
      if (process.platform !== 'win32') expect(await modeOf(inHome(...names))).to.equal(0o700);
    expect(await prepareDirectory(inHome('a', 'b', 'd'))).to.equal(inHome('a', 'b', 'd'));
    expect(await prepareDirectory(inHome('a', 'b', 'd'))).to.equal(undefined);
  });

  it('is made once, by whoever comes first', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => prepareDirectory(inHome('x', 'y', 'z'))));
    expect((await stat(inHome('x', 'y', 'z'))).isDirectory()).to.equal(true);
    expect(made).to.include(inHome('x'));
  });

  it('may lie behind a link', async () => {
    await mkdir(inHome('real'));
    await symlink('real', inHome('link'), 'dir');
    expect(await prepareDirectory(inHome('link', 'state'))).to.equal(inHome('link', 'state'));
    expect(await prepareDirectory(inHome('link'))).to.equal(undefined);
  });

  it('is told to lead nowhere where a link does, in the middle of its path or at its end', async () => {
    await symlink('nowhere', inHome('link'), 'dir');
    for (const names of [['link'], ['link', 'a'], ['link', 'a', 'b']])
      expect(await saving(...names), names.join('/')).to.include('the state directory leads to nowhere');
  });

  it('is told to be in the way of a file', async () => {
    await writeFile(inHome('file'), '');
    expect(await saving('file')).to.include('a file has the name of the state directory');
    expect(await saving('file', 'a', 'b')).to.include('a part of the path of the state directory is a file');
  });

  describe('on a disk of its own', () => {
    let isMounted = false;

    const mount = (...options: string[]) =>
      execFileSync('mount', [...options, inHome('disk')], { stdio: 'ignore' });

    beforeEach(async function () {
      await mkdir(inHome('disk'));
      try {
        mount('-t', 'tmpfs', '-o', 'nr_inodes=3', 'none');
        isMounted = true;
      } catch {
        this.skip();
      }
    });

    afterEach(() => {
      if (isMounted) execFileSync('umount', [inHome('disk')]);
      isMounted = false;
    });

    it('that is full, is told to be that, however much of its path is missing', async () => {
      expect(await saving('disk', 'a', 'b', 'c', 'd')).to.include('the disk is full. Free some space');
      expect(await saving('disk', 'e')).to.include('the disk is full. Free some space');
    });

    it('that is read-only, is told to be that', async () => {
      await mkdir(inHome('disk', 'there'));
      mount('-o', 'remount,ro');
      for (const names of [
        ['disk', 'a'],
        ['disk', 'a', 'b', 'c'],
        ['disk', 'there', 'a'],
        ['disk', 'there'],
      ])
        expect(await saving(...names), names.join('/')).to.include(
          'the file system is read-only. Make it writable',
        );
    });
  });
});
