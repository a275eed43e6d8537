import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { MAY_IMPORT } from './support/may-import.js';
import { type Import, parse, type SourceFile, sourceFiles } from './support/source-files.js';

const MOST_LINES = 250;

/** What neither TypeScript nor the formatter keeps out of the engine: time and chance. */
const IMPURE =
  /\bDate\.(?:now|parse)\b|\bnew Date\(|(?<!new )\bDate\(|\bMath\.random\b|\basync\b|\bawait\b|\bPromise\b|\bIntl\b/g;

const FILES = sourceFiles();
const PURE = FILES.filter(({ path }) => /^(?:engine|medal)\//.test(path));

describe('the house', () => {
  it('is read rightly by these specs', () => {
    expect(FILES).to.have.length.above(50);
    for (const { path, code, imports } of FILES) {
      expect(bracketsLeftOpen(code), path).to.equal('');
      // An import that the scanner overlooks would pass every check below.
      expect(imports.length, path).to.be.at.least(code.match(/^import\b|^export\b.*\bfrom\b/gm)?.length ?? 0);
    }
    const { code, imports } = parse(
      'scan/a.ts',
      [
        "import type { A } from '../types.js';",
        "import {\n  b,\n  type C,\n} from './b.js';",
        "import 'node:fs';",
        "export * from './c.js';",
        "// await 'it",
        "const d = [/['\"`]/g, 'await', `await $" + "{await e} '`]; const lazy = () => import('sqlite3');",
      ].join('\n'),
    );
    expect(imports).to.deep.equal([
      { target: 'types.ts', typeOnly: true },
      { target: 'scan/b.ts', typeOnly: false },
      { target: 'node:fs', typeOnly: false },
      { target: 'scan/c.ts', typeOnly: false },
      { target: 'sqlite3', typeOnly: false },
    ]);
    expect(code.match(/await/g)).to.deep.equal(['await']);
  });

  it('has a row in the table for every file of src', () => {
    expect(FILES.filter(({ path }) => rowsOf(path).length === 0).map(({ path }) => path)).to.deep.equal([]);
  });

  it('has no row for a file or folder that is gone', () => {
    expect(
      Object.keys(MAY_IMPORT).filter((row) => !FILES.some(({ path }) => covers(row, path))),
    ).to.deep.equal([]);
  });

  it('lets a file import what its rows name, and nothing else', () => {
    expect(FILES.flatMap(refusedImports)).to.deep.equal([]);
    const text = "import { A } from '../../types.js';\nimport a from 'p-limit';\nimport b from './b.js';";
    expect(refusedImports(parse('engine/folding/x.ts', text))).to.deep.equal([
      'engine/folding/x.ts → types.ts',
      'engine/folding/x.ts → p-limit',
    ]);
  });

  it('imports in no circle', () => {
    expect(circles(FILES)).to.deep.equal([]);
    const file = (path: string, target: string) => parse(path, `import { x } from '${target}';`);
    expect(circles([file('a.ts', './b.js'), file('b.ts', './a.js')])).to.deep.equal(['a.ts → b.ts → a.ts']);
  });

  it('keeps no state in modules: two routers in one process share nothing', () => {
    // A page in a browser is one process, and its parts share what they can.
    const served = FILES.filter(({ path }) => !path.startsWith('web/'));
    expect(served.flatMap(moduleState)).to.deep.equal([]);
    const shared = ['let a = 1;', 'export var b;', 'const c = new Map();', 'const d = {};', 'const e = [];'];
    const uses = ['c.set(1, 2);', '  d.x ??= 1;', '  e[0]++;', 'const f = [1];', 'f.map(String);'];
    expect(moduleState(parse('x.ts', [...shared, ...uses].join('\n')))).to.deep.equal(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `x.ts: ${name}`),
    );
  });

  describe('has an engine and medals that are pure', () => {
    it('because it compiles where there is neither Node nor a browser, but for the encoding of text', function () {
      this.timeout(60_000);
      expect(compileBare(PURE)).to.equal('');
    });

    it('because it asks nobody for the time or for chance, and waits for nothing', () => {
      expect(PURE.flatMap(impurities)).to.deep.equal([]);
      const text = ['const a = Date.now();', 'await b;', 'new Date();', 'new Date(1);'].join('\n');
      expect(impurities(parse('engine/x.ts', text))).to.have.length(4);
    });
  });

  it(`keeps a file of src at ${MOST_LINES} lines`, () => {
    const long = FILES.filter(({ lines }) => lines > MOST_LINES);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).to.deep.equal([]);
  });
});

function rowsOf(path: string): readonly (readonly string[])[] {
  return Object.entries(MAY_IMPORT).flatMap(([row, doors]) => (covers(row, path) ? [doors] : []));
}

function refusedImports({ path, imports }: SourceFile): readonly string[] {
  const doors = rowsOf(path).flat();
  return imports
    .filter((found) => !doors.some((door) => opens(door, found)))
    .map(({ target }) => `${path} → ${target}`);
}

function covers(row: string, path: string): boolean {
  return row.endsWith('/') || row.endsWith(':') ? path.startsWith(row) : path === row;
}

function opens(door: string, { target, typeOnly }: Import): boolean {
  return door.startsWith('type ') ? typeOnly && covers(door.slice(5), target) : covers(door, target);
}

/** Every circle of imports, types included, from its first file in the order of names. */
function circles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || done.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

const CHANGES = String.raw`\.(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)\(`;
const ASSIGNS = String.raw`(?:\.\w+|\[[^\]]*\])+\s*(?:(?:[-+*/%&|^]|\*\*|<<|>>|&&|\|\||\?\?)?=(?![=>])|\+\+|--)`;

/** Variables of a module, and its constants that something in the file changes. */
function moduleState({ path, code }: SourceFile): readonly string[] {
  const names = (declaration: RegExp) => [...code.matchAll(declaration)].map(([, name = '']) => name);
  const variables = names(/^(?:export )?(?:let|var)\s+(\w+)/gm);
  const changed = names(/^(?:export )?const\s+(\w+)/gm).filter((name) =>
    new RegExp(String.raw`(?<![\w.#])${name}(?:(?:\.\w+)*${CHANGES}|${ASSIGNS})`).test(
      withoutLastIndex(code),
    ),
  );
  return [...variables, ...changed].map((name) => `${path}: ${name}`);
}

/** A sticky or global expression is set before each use, so nothing stays in it. */
function withoutLastIndex(code: string): string {
  return code.replace(/\.lastIndex = /g, '');
}

function impurities({ path, code }: SourceFile): readonly string[] {
  return (code.match(IMPURE) ?? []).map((found) => `${path}: ${found}`);
}

/**
 * What the compiler says about these files when no platform is there: no `process`, no `Buffer`, no timers, no DOM. Only the
 * two classes are declared that make bytes of text and text of bytes, alike on every platform.
 */
function compileBare(files: readonly SourceFile[]): string {
  const flags = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
  const platform = ['--lib', 'es2023', '--types', ''];
  const paths = ['spec/support/text-codec.d.ts', ...files.map(({ path }) => `src/${path}`)];
  const tsc = 'node_modules/typescript/lib/tsc.js';
  try {
    return execFileSync(process.execPath, [tsc, ...flags, ...platform, ...paths], { encoding: 'utf8' });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

/** The brackets that nothing closes: a sign that a string or an expression was taken for code, or code for one. */
function bracketsLeftOpen(code: string): string {
  let open = '';
  for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
    if ('([{'.includes(bracket)) open += bracket;
    else if ('([{'.indexOf(open.at(-1) ?? ' ') === ')]}'.indexOf(bracket)) open = open.slice(0, -1);
    else open += bracket;
  }
  return open;
}
