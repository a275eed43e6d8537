/** The source tree as text, for specs about the house itself. Specs run from the root of the repository. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface SourceFile {
  /** Below `src`, with slashes: `scan/scan.ts`. */
  readonly path: string;
  readonly lines: number;
  /** The text without comments and without what is inside strings and regular expressions. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A file of ours as its path below `src`; else as it is written (`node:path`, `p-limit`). */
  readonly target: string;
  /** Leaves no trace at run time. */
  readonly typeOnly: boolean;
}

/** All files below `src`, by path, without what is AssemblyScript: another language, with another compiler. */
export function sourceFiles(): readonly SourceFile[] {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !name.endsWith('.as.ts'))
    .map((name) => parse(name.replaceAll('\\', '/'), readFileSync(join('src', name), 'utf8')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** @param path below `src` */
export function parse(path: string, text: string): SourceFile {
  return { path, lines: lineCount(text), code: codeOf(text), imports: [...importsOf(path, text)] };
}

export function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** The formatter puts every import and re-export at the start of a line, and single quotes around its target. */
const STATEMENT = /^(?:import|export)\b(?<names>[^;'"`=()]*?\bfrom\b|)\s*'(?<target>[^']+)'/gm;
const DYNAMIC = /\bimport\(\s*(?:'(?<target>[^']+)')?/g;

function* importsOf(path: string, text: string): Iterable<Import> {
  for (const { groups: { names = '', target = '' } = {} } of text.matchAll(STATEMENT)) {
    yield { target: resolve(path, target), typeOnly: isTypeOnly(names) };
  }
  for (const { groups: { target = 'something worked out at run time' } = {} } of text.matchAll(DYNAMIC)) {
    yield { target: resolve(path, target), typeOnly: false };
  }
}

/** `type { A }`, or `{ type A, type B }`: with `verbatimModuleSyntax` the latter would stay as an empty import. */
function isTypeOnly(names: string): boolean {
  return /^\s*type\s/.test(names);
}

function resolve(from: string, target: string): string {
  if (!target.startsWith('.')) return target;
  return posix.join(posix.dirname(from), target).replace(/\.js$/, '.ts');
}

/** Comments; strings; templates; regular expressions, which begin where a value may. The first that fits is taken. */
const NOT_CODE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*`|(?<=[=(,:?&|!;[]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

const PUT_IN = /\$\{(?:[^{}]|\{[^{}]*\})*\}/g;

function codeOf(text: string): string {
  return text.replace(NOT_CODE, (found) => {
    // What a template puts in is code.
    if (found.startsWith('`')) return `\`${found.match(PUT_IN)?.join('') ?? ''}\``;
    return found.startsWith('/*') || found.startsWith('//') ? ' ' : "''";
  });
}
