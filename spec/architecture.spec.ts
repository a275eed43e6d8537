import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { proseOf, quoted, tableOf } from './support/guide.js';

describe('the architecture page', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');

  it('maps the source tree as it is', () => {
    const listed = tableOf(page, 'where').flatMap((cells) => quoted(cells.join()));
    const paths = listed.filter((path) => /^(?:src|spec|examples)\//.test(path));
    expect(paths.filter((path) => path !== 'examples/' && !existsSync(path))).to.deep.equal([]);
    const top = readdirSync('src', { withFileTypes: true });
    const entries = top.map((entry) => `src/${entry.name}${entry.isDirectory() ? '/' : ''}`);
    expect(paths).to.include.members(entries);
  });

  it('names only files that there are', () => {
    const files = quoted(proseOf(page)).filter((text) => /^(?:src|spec)\/[\w./-]+$/.test(text));
    expect(files).to.have.length.above(10);
    expect(files.filter((file) => !existsSync(file))).to.deep.equal([]);
  });
});
