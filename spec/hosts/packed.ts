/** The package as users get it: packed once a process, and laid into projects of other people. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { env, execPath, platform } from 'node:process';

const NAME = 'hermes-achievements-router';

/** A name in the project's node_modules → the package of ours that it is. */
export type Packages = Readonly<Record<string, string>>;

export const EXPRESS_4: Packages = { express: 'express4' };
export const EXPRESS_5: Packages = { express: 'express' };

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly path: string;
  /** Where our package begins. */
  readonly entry: string;
  /** File name → content. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs Node in the project. */
  node(...args: readonly string[]): Ended;
}

let tarball: string | undefined;

/** The path of the tarball. What is in it was built before: it is what the other specs ran on. */
export function packed(): string {
  if (tarball === undefined) {
    const folder = mkdtempSync('.build/packed-');
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const shell = platform === 'win32';
    const [made] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', stdio: 'pipe', shell }));
    tarball = resolve(folder, made.filename);
  }
  return tarball;
}

/**
 * Call it in a `describe`; what it gives makes projects, which are removed after that `describe`.
 *
 * The tarball is unpacked, and what it declares as dependencies is linked to our own copies: with `npm install` each
 * project would need the registry and minutes to compile the driver. A dependency that is not declared is not there.
 */
export function packedProjects(): (packages: Packages) => Project {
  const paths: string[] = [];
  after(() => {
    for (const path of paths.splice(0)) rmSync(path, { recursive: true, force: true });
  });
  return (packages) => {
    const path = realpathSync(mkdtempSync(join(tmpdir(), 'hermes-project-')));
    paths.push(path);
    const home = join(path, 'node_modules', NAME);
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', packed(), '--strip-components=1', '-C', home]);
    const manifest: { dependencies: object; optionalDependencies: object } = JSON.parse(
      readFileSync(join(home, 'package.json'), 'utf8'),
    );
    const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    const declared = Object.fromEntries(names.map((name) => [name, name]));
    for (const [name, ours] of Object.entries({ ...declared, ...packages })) link(path, name, ours);
    return {
      path,
      entry: join(home, 'dist', 'index.js'),
      write(files) {
        for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
      },
      node(...args) {
        const options = { cwd: path, encoding: 'utf8', env: { ...env, NODE_OPTIONS: '' } } as const;
        const { status, stdout, stderr } = spawnSync(execPath, args, options);
        return { code: status, stdout, stderr };
      },
    };
  };
}

function link(project: string, name: string, ours: string): void {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(resolve('node_modules', ours), place, 'junction');
}
