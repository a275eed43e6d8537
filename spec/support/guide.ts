/** The README and the pages of the guide in parts, for specs that hold them against what they tell of. */

import { readdirSync, readFileSync } from 'node:fs';

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

export const README = 'README.md';

/** All pages, the README first, by their paths. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  [
    README,
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ].map((path) => [path, readFileSync(path, 'utf8')]),
);

/** A page by its path. */
export function pageOf(path: string): string {
  const page = PAGES.get(path);
  if (page === undefined) throw new Error(`The guide has no page ${path}.`);
  return page;
}

/** All but the code blocks. */
export function proseOf(markdown: string): string {
  return unindented(markdown).replace(BLOCK, '');
}

/** The rows of the one table of the guide whose first heading is this, cell by cell, as they are written. */
export function guideTable(firstHeading: string): readonly (readonly string[])[] {
  const [page, ...others] = [...PAGES.values()].filter((text) => text.includes(`\n| ${firstHeading} |`));
  if (page === undefined || others.length > 0)
    throw new Error(`One page is to have a table that starts with "${firstHeading}".`);
  return tableOf(page, firstHeading);
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

/** The code blocks of a language, in their order. Those within a list are indented. */
export function blocksOf(markdown: string, language: string): readonly string[] {
  return [...unindented(markdown).matchAll(BLOCK)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  );
}

function unindented(markdown: string): string {
  return markdown.replace(/^ {3}/gm, '');
}

/** The sample answer, without its comments. */
export function sampleAnswer<T>(): T {
  const [sample = ''] = blocksOf(pageOf('docs/http-api.md'), 'jsonc');
  return JSON.parse(sample.replace(/^\s*\/\/.*$/gm, ''));
}

/** What stands between backticks. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner);
}
