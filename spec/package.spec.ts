import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { env, platform } from 'node:process';
import { expect } from 'chai';
import * as api from 'hermes-achievements-router';
import { lineCount, sourceFiles } from './support/source-files.js';

const { CI } = env;

/** All that users may import. A name that goes, or changes sides, breaks them. */
const VALUES = ['AchievementsError', 'createAchievementsRouter', 'createMemorySource'];
const TYPES = [
  'Achievement',
  'AchievementsEvents',
  'AchievementsMetrics',
  'AchievementsOptions',
  'AchievementsRouter',
  'DiagnosticsMessages',
  'ErrorCode',
  'HomeOptions',
  'ImportEvent',
  'ListedSession',
  'ListedSessions',
  'Logger',
  'MemoryMessage',
  'MemorySession',
  'Message',
  'MessageFacts',
  'SessionList',
  'SessionReader',
  'SessionSource',
  'TextOrBytes',
  'UnlockEvent',
];

const MOST_PACKED_BYTES = 690_000;
const MOST_UNPACKED_BYTES = 2_300_000;

/** Names and places of the machine that a file was written on. */
const MACHINE = /(?<![\w.*])\/(?:work|root|tmp\/h|Users\/\w+)\/|\bregistry\.[a-z-]+\.[a-z]+|"resolved"\s*:/;

const MOST_LINES = 360;
/** Longer ones, each with how long it may be and why it stays in one piece. */
const LONG_FILES: Readonly<Record<string, { readonly lines: number; readonly why: string }>> = {
  'spec/http/contract.ts': {
    lines: 430,
    why: 'one list of all that holds for every mount and Express version',
  },
  'spec/engine/counting/counters.spec.ts': {
    lines: 800,
    why: 'one table: each row of the counters, hits and misses',
  },
  'spec/cache/coordinator.spec.ts': {
    lines: 1640,
    why: 'one state machine, in every state and at every turn',
  },
  'spec/state/unlocks.spec.ts': {
    lines: 470,
    why: 'one record: what each of its keys becomes when it is read, written and merged',
  },
  'spec/cache/keep/keeper.spec.ts': {
    lines: 610,
    why: 'what is kept of a scan, in memory and in three files',
  },
  'spec/scan/ledger.spec.ts': { lines: 400, why: 'one ledger, under every change of a history' },
  'spec/scan/job.spec.ts': { lines: 430, why: 'one job, from whatever the last one left' },
  'spec/scan/cabinet/cabinet-job.spec.ts': {
    lines: 420,
    why: 'one cabinet, under every change of its homes',
  },
  'spec/source/source-contract.ts': { lines: 380, why: 'one list of all that holds for every source' },
  'spec/source/sqlite/source.spec.ts': { lines: 490, why: 'one source, in every state its file can be in' },
  'spec/state/checkpoint/checkpoint.spec.ts': {
    lines: 370,
    why: 'one file and its head, cut off and damaged anywhere',
  },
  'spec/state/unlock-file.spec.ts': {
    lines: 500,
    why: 'one file that must never be lost, in every accident',
  },
};

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

describe('the public interface', () => {
  it('has exactly the promised values', () => {
    expect(Object.keys(api).sort()).to.deep.equal(VALUES);
  });

  it('has exactly the promised types', () => {
    const text = readFileSync('dist/index.d.ts', 'utf8');
    const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '[^']+';$/gm)];
    // What the expression above does not see must not be there.
    expect(text.match(/\bexport\b/g)).to.have.length(lists.length);
    const names = lists
      .flatMap(([, list = '']) => list.split(','))
      .map((name) => name.replace('type ', '').trim())
      .filter((name) => name !== '');
    expect(names.sort()).to.deep.equal([...VALUES, ...TYPES].sort());
  });
});

describe('the package', () => {
  it('holds what is built from src, the documents, and nothing else', function () {
    this.timeout(60_000);
    const [packed] = pack();
    const built = compiled().map(({ path }) => `dist/${path.replace(/(?:\.d)?\.ts$/, '')}`);
    const expected = [
      ...built.flatMap((path) => [`${path}.d.ts`, `${path}.js`]),
      ...readdirSync('dist/web').map((name) => `dist/web/${name}`),
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/openapi.json',
      'dist/store/schema.sql',
      ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
      'package.json',
    ];
    expect(packed?.files.map(({ path }) => path).sort()).to.deep.equal(expected.sort());
    expect(packed?.size).to.be.below(MOST_PACKED_BYTES);
    expect(packed?.unpackedSize).to.be.below(MOST_UNPACKED_BYTES);
  });

  it('runs where it says: Node 20 and 22, Express 4 and 5, and may compile its driver', () => {
    const { engines, peerDependencies, peerDependenciesMeta, allowScripts, files, type } = manifest();
    expect({ engines, peerDependencies, peerDependenciesMeta, allowScripts, files, type }).to.deep.equal({
      engines: { node: '^20.17.0 || >=22.9.0' },
      peerDependencies: { express: '^4.18.0 || ^5.0.0', postgres: '^3.4.9' },
      peerDependenciesMeta: { postgres: { optional: true } },
      allowScripts: { sqlite3: true, esbuild: false },
      files: ['dist', 'docs/*.md', 'CHANGELOG.md'],
      type: 'module',
    });
  });

  it('depends on the packages that src imports, and on no other', () => {
    const imported = compiled().flatMap(({ imports }) => imports.map(({ target }) => target));
    const packages = imported.filter((target) => !target.endsWith('.ts') && !target.startsWith('node:'));
    const { dependencies, optionalDependencies, peerDependencies } = manifest();
    const declared = [dependencies, optionalDependencies, peerDependencies].flatMap((of) => Object.keys(of));
    expect([...new Set(packages)].sort()).to.deep.equal(declared.sort());
  });

  it('runs nothing on the machine of who installs it', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(manifest().scripts).filter((script) => hooks.includes(script))).to.deep.equal([]);
  });
});

describe('the repository', () => {
  it('names no machine and no registry in any file', function () {
    const files = tracked();
    if (files === undefined) this.skip();
    expect(files).to.include('package-lock.json');
    const found = files.flatMap((file) => {
      const place = MACHINE.exec(readFileSync(file, 'utf8'))?.[0];
      return place === undefined ? [] : [`${file}: ${place}`];
    });
    expect(found).to.deep.equal([]);
    for (const place of ['work', 'root', 'tmp/h', 'Users/me']) expect(`cd /${place}/x`).to.match(MACHINE);
    expect('https://registry.' + 'npmjs.org/a').to.match(MACHINE);
  });

  it('holds nothing that is built or installed', function () {
    const files = tracked();
    if (files === undefined) this.skip();
    expect(
      files.filter((file) => /(?:^|\/)(?:node_modules|dist|\.build)(?:\/|$)|\.tgz$/.test(file)),
    ).to.deep.equal([]);
  });

  it(`keeps a file of specs and examples at ${MOST_LINES} lines, or at what it may have by name`, () => {
    const counted = ['spec', 'examples'].flatMap(filesBelow).map((path) => ({ path, lines: linesOf(path) }));
    const long = counted.filter(({ path, lines }) => lines > (LONG_FILES[path]?.lines ?? MOST_LINES));
    expect(long).to.deep.equal([]);
    const short = counted.filter(({ path, lines }) => path in LONG_FILES && lines <= MOST_LINES);
    expect(short, 'need no exception any more').to.deep.equal([]);
  });
});

function pack(): readonly Packed[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const shell = platform === 'win32';
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf8', stdio: 'pipe', shell }));
}

/** The page comes as a bundle, with what it imports inside. */
function compiled() {
  return sourceFiles().filter(({ path }) => !path.startsWith('web/'));
}

interface Manifest {
  readonly scripts: object;
  readonly dependencies: object;
  readonly optionalDependencies: object;
  readonly peerDependencies: object;
  readonly peerDependenciesMeta: object;
  readonly engines: unknown;
  readonly allowScripts: unknown;
  readonly files: unknown;
  readonly type: unknown;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

/** The text files that git knows; undefined where there is no repository, such as in a downloaded archive. */
function tracked(): readonly string[] | undefined {
  if (!existsSync('.git') && CI === undefined) return undefined;
  const names = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
  return names.filter((name) => name !== '' && !/\.(?:gz|db|png|ico|woff2)$/.test(name) && existsSync(name));
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.[cm]?[jt]s$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function linesOf(path: string): number {
  return lineCount(readFileSync(path, 'utf8'));
}
