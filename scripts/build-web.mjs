/** Bundles the page into `dist/web`: names with a hash of their content, the licences of what is inside, and a manifest. */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/web';
/** What it is for → where it comes from. */
const ENTRIES = {
  script: 'src/web/achievements.ts',
  style: 'src/web/page/page.css',
  icon: 'src/web/page/icon.svg',
};

await rm(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: Object.values(ENTRIES),
  loader: { '.svg': 'copy' },
  outdir: OUT,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  // What the browser draws is text of ours and of others: it must not depend on how a host labels it.
  charset: 'ascii',
  tsconfig: 'src/web/tsconfig.json',
  // All of them are in one file, in full.
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const manifest = Object.fromEntries(
  Object.entries(ENTRIES).map(([role, entry]) => [role, basename(outputOf(entry))]),
);
await writeFile(join(OUT, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
await writeFile(join(OUT, 'LICENSES.txt'), await licences());

/** @param {string} entry */
function outputOf(entry) {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry);
  if (found === undefined) throw new Error(`esbuild made nothing of ${entry}.`);
  return found[0];
}

/** The licence of each package that is in the bundle; one without a licence ends the build. */
async function licences() {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap(
      (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
    ),
  );
  const texts = await Promise.all(
    [...packages].sort().map(async (name) => {
      const folder = join('node_modules', name);
      const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const text = await readFile(join(folder, 'LICENSE'), 'utf8');
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `What the page brings along, and under which terms.\n${texts.map((text) => rule + text).join('')}`;
}
