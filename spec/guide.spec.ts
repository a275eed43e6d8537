import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { statusOf } from '#src/cache/refresh/status.js';
import { soFar } from '#src/cache/view/snapshot.js';
import { makeView, type Payload } from '#src/cache/view/view.js';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { evaluate } from '#src/engine/badges/evaluate.js';
import { eachMetric } from '#src/engine/folding/metrics.js';
import { ERRORS } from '#src/errors.js';
import { ROUTES } from '#src/http/routes.js';
import { resolveOptions } from '#src/options.js';
import {
  blocksOf,
  guideTable,
  PAGES,
  pageOf,
  proseOf,
  quoted,
  README,
  sampleAnswer,
} from './support/guide.js';
import { utc } from './support/records.js';

describe('the README', () => {
  it('gives the two commands', () => {
    expect(blocksOf(pageOf(README), 'sh')).to.deep.equal(['npm ci && npm start\n', 'npm ci && npm test\n']);
  });

  it('has at most 200 lines', () => {
    expect(pageOf(README).split('\n')).to.have.length.at.most(201);
  });
});

describe('the guide', () => {
  it('has a page of contents that names every other', () => {
    const named = linksOf(pageOf(CONTENTS)).map((target) => normalize(join('docs', target)));
    expect(new Set([...named, CONTENTS])).to.deep.equal(new Set(PAGES.keys()));
  });

  it('says nothing twice', () => {
    const places = new Map<string, string>();
    for (const [path, text] of PAGES) {
      for (const sentence of sentencesOf(proseOf(text))) {
        expect(places.get(sentence), `${path}: ${sentence}`).to.equal(undefined);
        places.set(sentence, path);
      }
    }
    expect(places.size).to.be.above(200);
  });

  it('lists every option, with its default', () => {
    const options =
      readFileSync('src/options.ts', 'utf8').split('export interface AchievementsOptions')[1] ?? '';
    const namesIn = (text: string) =>
      [...text.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => `\`${name}\``);
    const ofDatabases = namesIn(readFileSync('src/database-options.ts', 'utf8'));
    const ofStores = namesIn(readFileSync('src/store-options.ts', 'utf8'));
    const names = namesIn(options.slice(0, options.indexOf('\n}'))).flatMap((name) =>
      name === '`databasePath`' ? [name, ...ofDatabases] : name === '`homes`' ? [name, ...ofStores] : [name],
    );
    const rows = guideTable('option');
    expect([ofDatabases.length, ofStores.length]).to.deep.equal([3, 2]);
    expect(rows.map(([name]) => name)).to.deep.equal(names);
    const plain = new Map(rows.map(([name = '', value = '']) => [name, value.replace(/[ `]/g, '')]));
    const { refreshEveryMs = false, ...config } = resolveOptions({}, {});
    for (const [name, value] of Object.entries({ ...config, refreshEveryMs })) {
      if (typeof value !== 'number' && typeof value !== 'boolean') continue;
      expect(plain.get(`\`${name}\``), name).to.equal(String(value));
    }
    expect(rows.filter(([, value, meaning]) => value === '' || meaning === '')).to.deep.equal([]);
  });

  it('says how many badges there are, as every other text does', () => {
    const texts = [...PAGES.keys(), 'package.json', 'src/http/openapi/document.ts', 'src/cli/program.ts'];
    let found = 0;
    for (const text of texts) {
      const said = readFileSync(text, 'utf8').matchAll(/\b(\d+) (?:tiered )?(?:badges|achievements)\b/g);
      const numbers = new Set([...said].map(([, number]) => Number(number)));
      expect(
        [...numbers].filter((number) => number !== CATALOG.length),
        text,
      ).to.deep.equal([]);
      found += numbers.size;
    }
    expect(found).to.be.above(4);
  });

  it('lists every route', () => {
    const routes = ROUTES.map(({ method, path }) => `\`${method} ${path}\``);
    expect(guideTable('route').map(([route]) => route)).to.have.members(routes);
  });

  it('lists every error code, with its status', () => {
    const codes = Object.entries(ERRORS).map(([code, { status }]) => [`\`${code}\``, String(status)]);
    expect(guideTable('code').map(([code, status]) => [code, status])).to.deep.equal(codes);
  });

  it('lists every event and every channel, with all that they carry', () => {
    const source = ['diagnostics.ts', 'events.ts', 'badge-types.ts']
      .map((name) => readFileSync(`src/${name}`, 'utf8'))
      .join('');
    const channels = [
      ...source.matchAll(/^ {2}'(hermes-achievements:\S+)': Origin & \{\n((?: {4}.*\n)+) {2}\};/gm),
    ];
    const rows = new Map(
      guideTable('channel').map(([name = '', message = '']) => [quoted(name)[0], quoted(message)]),
    );
    expect([...rows.keys()]).to.have.members(
      [...source.matchAll(/^ {2}'(hermes-achievements:[^']+)':/gm)].map(([, name]) => name),
    );
    expect(channels).to.have.length(3);
    for (const [, name = '', body = ''] of channels) {
      const fields = [...body.matchAll(/readonly (\w+):/g)].map(([, field]) => field);
      expect(rows.get(name), name).to.include.members(fields);
    }
    for (const [event = '', , message = ''] of guideTable('event | says')) {
      const name = quoted(event)[0] ?? '';
      const [, body = ''] =
        new RegExp(`interface ${name}Event \\{([^}]*)\\}`, 'i').exec(source) ??
        expect.fail(`no event ${name}`);
      const fields = [...body.matchAll(/readonly (\w+):/g)].map(([, field]) => field);
      expect(quoted(message), name).to.include.members(fields);
    }
  });

  it('shows a badge as it is evaluated, in an answer of the right shape', () => {
    const shown = sampleAnswer<Payload>();
    const [badge] = shown.achievements;
    const definition = CATALOG.find(({ id }) => id === badge?.id);
    const { unlocked_at = 0, evidence = null, progress = 0, threshold_metric = '' } = badge ?? {};
    if (definition === undefined) throw new Error('the catalog has no such badge');
    const values = eachMetric((_, id) => (id === threshold_metric ? progress : 0));
    const aggregate = { values, evidence: { [threshold_metric]: evidence } };
    const tiers = Object.fromEntries(
      (badge?.tiers ?? []).flatMap(({ name, reached_at }) =>
        reached_at === undefined ? [] : [[name, { reached_at, recorded_at: unlocked_at }]],
      ),
    );
    const unlock = { unlocked_at, first_tier: null, tiers, evidence };
    expect(shown.achievements).to.deep.equal([evaluate(definition, aggregate, unlock)]);

    const { status, ...numbers } = shown.scan_meta;
    const { payload } = makeView({
      snapshot: { ...soFar(undefined, 0), numbers },
      unlocks: new Map(),
      error: null,
      stale: false,
      status,
      localTime: utc,
      timeZone: 'UTC',
    });
    expect(Object.keys(shown)).to.deep.equal(Object.keys(payload));
    const told = statusOf(
      { runCount: 0, failing: false, run: undefined, last: undefined, lastSuccessAt: 0 },
      undefined,
      true,
      null,
      0,
    );
    expect(Object.keys(status)).to.deep.equal(Object.keys(told));
  });

  it('links to headings and files that there are', () => {
    const dead: string[] = [];
    for (const [path, text] of PAGES) {
      for (const link of linksOf(text)) {
        const [file = '', heading] = link.split('#');
        const target = file === '' ? path : join(dirname(path), file);
        const isThere =
          existsSync(target) && (heading === undefined || headingsOf(pageOf(target)).includes(heading));
        if (!isThere) dead.push(`${path}: ${link}`);
      }
    }
    expect(dead).to.deep.equal([]);
  });
});

const CONTENTS = 'docs/README.md';

/** Where the links of a page lead within the repository. */
function linksOf(markdown: string): readonly string[] {
  const links = [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((target) => !target.startsWith('https:'));
}

function withoutCode(markdown: string): string {
  return proseOf(markdown).replace(/`[^`]*`/g, '');
}

function headingsOf(markdown: string): readonly string[] {
  return [...proseOf(markdown).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => anchor(text));
}

/** What is long enough to be no turn of speech: sentences, and cells of tables. */
function sentencesOf(prose: string): readonly string[] {
  const texts = prose.replace(/\s*\n(?![\n|#-])\s*/g, ' ').split(/(?<=[.:;])\s|\n|\|/);
  return texts.map((text) => text.trim()).filter((text) => text.replace(/`[^`]*`/g, '').length > 40);
}

function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
