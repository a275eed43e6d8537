import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { blocksOf } from '../support/guide.js';
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
const homes: readonly HomeOptions[] = [{ name: 'own' }, { name: 'work', profile: 'work', titles: false }];
createAchievementsRouter({ homes });
// @ts-expect-error: each has a name
createAchievementsRouter({ homes: [{ profile: 'work' }] });
void [closed, fail];
`;

const VALUES = 'AchievementsError, createAchievementsRouter, createMemorySource';
const TYPE_NAMES = 'type AchievementsOptions, type AchievementsRouter, type ErrorCode, type HomeOptions';
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
import type { AchievementsOptions, AchievementsRouter, ErrorCode, HomeOptions } from 'hermes-achievements-router' with { 'resolution-mode': 'import' };
export async function main() {
const { ${VALUES} } = await import('hermes-achievements-router');
${USE}
}`;

/** What a front end does with the element, and two mistakes. */
const FRONT_END = `
import 'hermes-achievements-router/element';
import type { HeaderHook, HermesAchievementsElement } from 'hermes-achievements-router/element';
const token: HeaderHook = async () => ({ Authorization: 'Bearer of-the-host' });
const element: HermesAchievementsElement = document.createElement('hermes-achievements');
element.api = '/api';
element.headers = token;
element.noUrl = true;
element.theme = 'dark';
element.addEventListener('hermes-unlock', ({ detail }) => console.log(detail.badge.name));
document.addEventListener('hermes-session', (event) => {
  event.preventDefault();
  console.log(event.detail.sessionId, event.detail.title);
});
// @ts-expect-error: it is a string
element.api = 1;
// @ts-expect-error: they are texts
element.headers = { 'X-Token': 1 };
`;
const BUNDLED = { module: 'esnext', moduleResolution: 'bundler', noEmit: true };

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
    compilerOptions: BUNDLED,
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

  it('that is a front end with the element compiles', () => {
    const compilerOptions = { ...BUNDLED, lib: ['es2022', 'dom'], types: [] };
    const front = { title: '', file: 'front.ts', code: FRONT_END, compilerOptions };
    expect(compile(TYPES, front)).to.deep.equal({ code: 0, stdout: '', stderr: '' });
  });

  it('that is a front end in React compiles, told of the element as the guide says', () => {
    const [told = ''] = blocksOf(readFileSync('docs/page.md', 'utf8'), 'ts');
    const compilerOptions = { ...BUNDLED, lib: ['es2022', 'dom'], types: [], jsx: 'react-jsx' };
    const code = `${told}
import 'hermes-achievements-router/element';
export const Good = () => <hermes-achievements api="/api" theme="dark" headers={{ 'X-Token': 'a' }} id="badges" />;
// @ts-expect-error: they are texts
export const Bad = () => <hermes-achievements headers={{ 'X-Token': 1 }} />;
`;
    const packages = { ...TYPES, react: 'react', '@types/react': '@types/react' };
    const front = { title: '', file: 'front.tsx', code, compilerOptions };
    expect(compile(packages, front)).to.deep.equal({ code: 0, stdout: '', stderr: '' });
  });

  function compile(packages: Packages, { file, code, compilerOptions }: (typeof HOSTS)[number]): Ended {
    const { write, node } = project(packages);
    const config = { compilerOptions: { ...STRICT, ...compilerOptions }, files: [file] };
    write({ [file]: code, 'tsconfig.json': JSON.stringify(config) });
    return node('node_modules/.bin-typescript/lib/tsc.js', '-p', '.');
  }
});
