import { expect } from 'chai';
import { type Ended, EXPRESS_4, EXPRESS_5, type Packages, packedProjects } from './packed.js';

const TYPES = { '@types/node': '@types/node', '.bin-typescript': 'typescript' };
const VERSIONS: readonly { readonly title: string; readonly packages: Packages }[] = [
  {
    title: '@types/express 4',
    packages: { ...EXPRESS_4, ...TYPES, '@types/express': 'types-express4' },
  },
  {
    title: '@types/express 5',
    packages: { ...EXPRESS_5, ...TYPES, '@types/express': '@types/express' },
  },
];

/** All that a host does with us, and two mistakes: types that let these pass do not compile. */
const USE = `
const options: AchievementsOptions = {
  hermesHome: '/srv/hermes',
  ttlMs: 60_000,
  sunset: new Date(0),
  refreshEveryMs: false,
  logger: console,
  source: createMemorySource([{ id: 'a', startedAt: 1, messages: [{ role: 'user', content: 'Fix it' }] }]),
};
const guard: RequestHandler = (request, response, next) => {
  if (request.get('Authorization') === 'ours') next();
  else response.sendStatus(401);
};
const app = express();
const achievements: AchievementsRouter = createAchievementsRouter(options);
app.use('/api', guard, achievements);
const outer: Router = express.Router({ mergeParams: true });
outer.use('/:tenant', achievements);
outer.use(achievements);
app.use(outer);
const closed: Promise<void> = achievements.close();
const fail = (code: ErrorCode) => new AchievementsError(code, 'Try again.');
// @ts-expect-error: it is a string
createAchievementsRouter({ hermesHome: 1 });
// @ts-expect-error: there is no such option
createAchievementsRouter({ hermes: '/srv/hermes' });
void [closed, fail];
`;

const VALUES = 'AchievementsError, createAchievementsRouter, createMemorySource';
const TYPE_NAMES = 'type AchievementsOptions, type AchievementsRouter, type ErrorCode';
const ESM = `
import express, { type RequestHandler, type Router } from 'express';
import { ${VALUES}, ${TYPE_NAMES} } from 'hermes-achievements-router';
${USE}`;

/** With `require`, as TypeScript compiles it: for Node from 20.19 and 22.12 on. */
const REQUIRING = `
import express = require('express');
import type { RequestHandler, Router } from 'express';
import { ${VALUES}, ${TYPE_NAMES} } from 'hermes-achievements-router';
${USE}`;

/** For every Node. */
const IMPORTING = `
import express = require('express');
import type { RequestHandler, Router } from 'express';
import type { AchievementsOptions, AchievementsRouter, ErrorCode } from 'hermes-achievements-router' with { 'resolution-mode': 'import' };
export async function main() {
const { ${VALUES} } = await import('hermes-achievements-router');
${USE}
}`;

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  skipLibCheck: false,
  target: 'es2022',
  types: ['node'],
};

const HOSTS: readonly {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  readonly compilerOptions: object;
}[] = [
  { title: 'an ES module', file: 'host.mts', code: ESM, compilerOptions: { module: 'nodenext' } },
  {
    title: 'a module for a bundler',
    file: 'host.ts',
    code: ESM,
    compilerOptions: { module: 'esnext', moduleResolution: 'bundler', noEmit: true },
  },
  {
    title: 'CommonJS that requires it',
    file: 'host.cts',
    code: REQUIRING,
    compilerOptions: { module: 'nodenext' },
  },
  {
    title: 'CommonJS of older compilers that imports it',
    file: 'host.cts',
    code: IMPORTING,
    compilerOptions: { module: 'node16' },
  },
];

describe('A host in TypeScript', function () {
  this.timeout(60_000);
  const project = packedProjects();

  for (const { title, packages } of VERSIONS) {
    for (const host of HOSTS) {
      it(`that is ${host.title} compiles with ${title}, the types of libraries checked too`, () => {
        expect(compile(packages, host)).to.deep.equal({ code: 0, stdout: '', stderr: '' });
      });
    }
  }

  function compile(packages: Packages, { file, code, compilerOptions }: (typeof HOSTS)[number]): Ended {
    const { write, node } = project(packages);
    const config = { compilerOptions: { ...STRICT, ...compilerOptions }, files: [file] };
    write({ [file]: code, 'tsconfig.json': JSON.stringify(config) });
    return node('node_modules/.bin-typescript/lib/tsc.js', '-p', '.');
  }
});
