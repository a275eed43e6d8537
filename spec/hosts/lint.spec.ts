import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { expect } from 'chai';
import { publint } from 'publint';
import { packed } from './packed.js';

describe('The tarball', function () {
  this.timeout(60_000);

  it('has nothing that publint would mend, not even by way of suggestion', async () => {
    const tarball = Uint8Array.from(readFileSync(packed())).buffer;
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).to.deep.equal([]);
  });

  it('has types that are right for every way to resolve it, and is ESM alone', async () => {
    const checked = await checkPackage(createPackageFromTarballData(readFileSync(packed())));
    if (checked.types === false) return expect.fail('it has no types');
    // That is what ESM alone means: CommonJS gets an ES module, by require() where Node can, else by import().
    const esm = { kind: 'CJSResolvesToESM', resolutionKind: 'node16-cjs' };
    // Resolvers from before `exports` know one entry for each package.
    const old = { kind: 'NoResolution', entrypoint: './element', resolutionKind: 'node10' };
    expect(checked.problems).to.have.deep.members([
      { ...esm, entrypoint: '.' },
      { ...esm, entrypoint: './element' },
      old,
    ]);
    expect(Object.keys(checked.entrypoints)).to.include.members(['.', './element']);
  });
});
