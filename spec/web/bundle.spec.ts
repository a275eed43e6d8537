import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';

const FOLDER = 'dist/web';
const MOST_GZIP_BYTES = 60_000;

describe('the bundle of the page', () => {
  const names = readdirSync(FOLDER);

  it('is the element and what starts it, a style sheet and an icon, named after their content', () => {
    const kinds = names.map((name) => name.replace(/-[0-9A-Z]{8}\./, '-HASH.'));
    expect(kinds.sort()).to.deep.equal([
      'LICENSES.txt',
      'achievements-HASH.js',
      'element.js',
      'icon-HASH.svg',
      'manifest.json',
      'page-HASH.css',
      'public.d.ts',
      'start-HASH.js',
    ]);
  });

  it(`is at most ${MOST_GZIP_BYTES} bytes when compressed`, () => {
    const sizes = names
      .filter((name) => /\.(?:js|css|svg)$/.test(name))
      .map((name) => gzipSync(readFileSync(`${FOLDER}/${name}`)).length);
    expect(sizes.reduce((sum, size) => sum + size)).to.be.below(MOST_GZIP_BYTES);
  });

  it('loads nothing, and makes no code of text', () => {
    const script = names.find((name) => name.startsWith('achievements-')) ?? '';
    const text = readFileSync(`${FOLDER}/${script}`, 'utf8');
    expect(text).to.match(/^export const define\b/);
    expect(text).not.to.match(/\bimport\s*\(|^import\b|\beval\(|new Function\(|\.href\s*=\s*"https?:/m);
  });
});
