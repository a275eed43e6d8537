/** The README and the guides in parts, for specs that hold them against what they tell of. */

import { readFileSync } from 'node:fs';

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

const TEXT = readFileSync('README.md', 'utf8');

/** All but the code blocks. */
export function readmeProse(): string {
  return proseOf(TEXT);
}

/** The same of any Markdown. */
export function proseOf(markdown: string): string {
  return markdown.replace(BLOCK, '');
}

/** The rows of the table whose first heading is this, cell by cell, as they are written. */
export function readmeTable(firstHeading: string): readonly (readonly string[])[] {
  return tableOf(TEXT, firstHeading);
}

/** The same of any Markdown. */
export function tableOf(markdown: string, firstHeading: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${firstHeading} |`));
  if (head < 0) throw new Error(`There is no table that starts with "${firstHeading}".`);
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The code blocks of a language, in their order. */
export function readmeBlocks(language: string): readonly string[] {
  return blocksOf(TEXT, language);
}

/** The same of any Markdown. Blocks within a list are indented. */
export function blocksOf(markdown: string, language: string): readonly string[] {
  return [...markdown.replace(/^ {3}/gm, '').matchAll(BLOCK)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  );
}

/** The sample answer, without its comments. */
export function readmeSample<T>(): T {
  const [sample = ''] = readmeBlocks('jsonc');
  return JSON.parse(sample.replace(/^\s*\/\/.*$/gm, ''));
}

/** What stands between backticks. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner);
}
