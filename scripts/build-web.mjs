/** Bundles the page into `dist/web`: names with a hash of their content, the licences of what is inside, and a manifest. */

import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/web';
/** What it is for → where it comes from. */
const ENTRIES = {
  element: 'src/web/define.ts',
  style: 'src/web/page/page.css',
  icon: 'src/web/page/icon.svg',
};
const UNDEFINED_YET = "globalThis.customElements && !customElements.get('hermes-achievements')";
/** Where the element asks when nobody says where: without a place of its own, in a bundle of the host. */
const USUAL_MOUNT = '/api/plugins/hermes-achievements/';

await rm(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [
    { in: ENTRIES.element, out: 'achievements' },
    { in: ENTRIES.style, out: 'page' },
    { in: ENTRIES.icon, out: 'icon' },
  ],
  loader: { '.svg': 'copy' },
  outdir: OUT,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'ours',
  // A server that renders a page may load this as well, and a page may load it twice: there it does nothing.
  banner: { js: `export const define = ${UNDEFINED_YET} ? (() => {` },
  footer: { js: 'return ours.define; })() : () => {};' },
  target: 'es2022',
  // What the browser draws is text of ours and of others: it must not depend on how a host labels it.
  charset: 'ascii',
  tsconfig: 'src/web/tsconfig.json',
  // All of them are in one file, in full.
  legalComments: 'none',
  plugins: [ourTrustedTypes()],
  metafile: true,
  logLevel: 'warning',
});

const made = Object.fromEntries(
  Object.entries(ENTRIES).map(([role, entry]) => [role, basename(outputOf(entry))]),
);
// Served from a folder below the mount.
const script = defining("new URL('..', import.meta.url)");
const manifest = { script: `start-${hashOf(script)}.js`, ...made };
await writeFile(join(OUT, manifest.script), script);
await writeFile(join(OUT, 'element.js'), defining(`'${USUAL_MOUNT}'`));
await writeFile(join(OUT, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
await writeFile(join(OUT, 'LICENSES.txt'), await licences());

/** @param {string} home what the router's address is, as code */
function defining(home) {
  return `import { define } from './${made.element}';\ndefine(${home});\n`;
}

/** @param {string} text */
function hashOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
}

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

/**
 * The policy of Trusted Types that lit makes has lit's own name: a host with lit of its own, and a policy that allows no
 * name twice, would leave the element empty. Ours has a name that only our hosts know.
 */
function ourTrustedTypes() {
  const THEIRS = /(\w+)\.createPolicy\("lit-html",(\{[^}]*\})\)/g;
  return {
    name: 'our-trusted-types',
    /** @param {import('esbuild').PluginBuild} bundling */
    setup(bundling) {
      bundling.onLoad({ filter: /[\\/]lit-html[\\/]lit-html\.js$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (text.match(THEIRS)?.length !== 1)
          throw new Error(`lit makes its policy in another way now: ${path}`);
        // Not allowed, or made by another copy of ours: then no policy, or the page's default one.
        const ours = '(()=>{try{return $1.createPolicy("hermes-achievements",$2)}catch{}})()';
        return { contents: text.replace(THEIRS, ours), loader: 'js' };
      });
    },
  };
}
