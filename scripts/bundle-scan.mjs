/**
 * Bundles the program of the scanning process into the one file that it starts with: to find and load its 130 modules took as
 * long as Node itself takes to start. Packages stay outside, and so does whatever else is built from the same modules.
 */

import { build } from 'esbuild';

const PROGRAM = 'dist/scan/scan-process.js';

await build({
  entryPoints: [PROGRAM],
  outfile: PROGRAM,
  allowOverwrite: true,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Names stay, for the traces in a log.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
});
