/** Compiles the hot loop of matching to WebAssembly, and writes it as a module that a bundler may take along. */

import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const FOLDER = 'src/engine/matching/kernel';
const DECLARED = `${FOLDER}/scan.d.ts`;
const OUT = 'dist/engine/matching/kernel/scan.js';

const { binary, error, stderr } = await compile();
if (error !== null || binary === undefined) throw new Error(`The kernel cannot be compiled.\n${stderr}`);

const nothing = { scan: { after: () => 0, symbolOf: () => 0 } };
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), nothing);
const numbers = Object.entries(exports).filter(([, value]) => value instanceof WebAssembly.Global);
const declared = await readFile(DECLARED, 'utf8');
for (const name of Object.keys(exports))
  if (!new RegExp(`\\b${name}\\b`).test(declared)) throw new Error(`${DECLARED} says nothing of ${name}.`);

await writeFile(
  OUT,
  `${numbers.map(([name, global]) => `export const ${name} = ${global.value};`).join('\n')}
const CODE = '${Buffer.from(binary).toString('base64')}';
let compiled;
export function createScan({ after, symbolOf }) {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(CODE), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, { scan: { after, symbolOf } }).exports;
}
`,
);
await writeFile(OUT.replace('.js', '.d.ts'), declared);

async function compile() {
  const files = { 'scan.ts': await readFile(`${FOLDER}/scan.as.ts`, 'utf8') };
  let binary;
  const { error, stderr } = await asc.main(
    ['scan.ts', '--outFile', 'scan.wasm', '-O3', '--runtime', 'stub', '--noAssert'],
    {
      readFile: (name) => files[name] ?? null,
      writeFile: (_, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  return { binary, error, stderr: stderr.toString() };
}
