/** Compiles the hot loops of the engine to WebAssembly, each into a module that a bundler may take along. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const FROM = 'src/engine/kernel';
const TO = 'dist/engine/kernel';

await mkdir(TO, { recursive: true });
for (const name of ['scan', 'calls']) {
  const binary = await compile(await readFile(`${FROM}/${name}.as.ts`, 'utf8'));
  const declared = await readFile(`${FROM}/${name}.d.ts`, 'utf8');
  const program = new WebAssembly.Module(binary);
  const imports = Object.fromEntries(WebAssembly.Module.imports(program).map(({ name }) => [name, () => 0]));
  const { exports } = new WebAssembly.Instance(program, { kernel: imports });
  for (const one of Object.keys(exports))
    if (!new RegExp(`\\b${one}\\b`).test(declared)) throw new Error(`${name}.d.ts says nothing of ${one}.`);
  const numbers = Object.entries(exports).filter(([, value]) => value instanceof WebAssembly.Global);
  await writeFile(
    `${TO}/${name}.js`,
    `${numbers.map(([one, { value }]) => `export const ${one} = ${value};`).join('\n')}
const CODE = '${Buffer.from(binary).toString('base64')}';
let program;
export function create(kernel = {}) {
  program ??= new WebAssembly.Module(Uint8Array.from(atob(CODE), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(program, { kernel }).exports;
}
`,
  );
  await writeFile(`${TO}/${name}.d.ts`, declared);
}

/**
 * @param {string} source
 * @returns {Promise<Uint8Array>}
 */
async function compile(source) {
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main(
    // The name of the file is that under which it asks for what it imports.
    ['kernel.ts', '--outFile', 'kernel.wasm', '-O3', '--runtime', 'stub', '--noAssert'],
    {
      readFile: (name) => (name === 'kernel.ts' ? source : null),
      writeFile: (_, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(`A kernel cannot be compiled.\n${stderr}`);
  return binary;
}
