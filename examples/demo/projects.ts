import type { Vocabulary } from './template.js';

/** Something that the demo's user works on. Its words win over the common ones. */
export interface Project {
  readonly name: string;
  readonly words: Vocabulary;
}

const BEHAVIOUR = [
  'shows nothing before the first entry',
  'keeps its place when the list grows',
  'survives an empty answer',
  'rounds half an hour up',
  'says so when the network is gone',
  'counts leap days',
  'stays quiet on the second click',
  'remembers the last choice',
  'sorts names with accents',
  'lets go of its timer',
  'accepts a trailing slash',
  'refuses a date in the past',
  'reads the old format, too',
  'asks before it deletes',
  'can be used with the keyboard alone',
  'wraps long names',
];

const WEB_CODE = [
  'const [open, setOpen] = useState(false);',
  'return <section className="{part}">{props.children}</section>;',
  '<button className="quiet" onClick={() => close()}>Close</button>',
  'if (entries.length === 0) return <Empty />;',
  'const sorted = entries.toSorted((a, b) => a.time - b.time);',
  'export function {part}({ entries }: Props) {',
  "import './{part}.css';",
  'useEffect(() => subscribe(station, setLevel), [station]);',
  '<span style={{ inlineSize: entry.width }}>{entry.label}</span>',
  '}',
  '// half a pixel, so that the line is crisp',
  'const format = new Intl.DateTimeFormat(locale, { timeStyle: "short" });',
];

const PYTHON_CODE = [
  'def total(self) -> Decimal:',
  '    return sum((line.price for line in self.lines), Decimal(0))',
  'if not order.lines:',
  '    raise EmptyOrder(order.id)',
  'from breadbox.{part} import {part}',
  'with session.begin():',
  '    oven.load(batch, minutes=38)',
  'return sorted(batches, key=lambda batch: batch.ready_at)',
  '@router.get("/{part}")',
  '# the baker starts at three',
];

const SETTINGS = [
  'restart: unless-stopped',
  'interval: 5m',
  'image: ghcr.io/demo/{part}:{1-4}.{0-9}',
  '- target: {part}.home.arpa:{2000-9999}',
  'volumes:',
  '  - ./data/{part}:/data',
  'retention: {7-90}d',
  '# the attic sensor is slow in winter',
];

const PROSE = [
  'Low water is a good time to look under stones.',
  'Bring a lens, a notebook and dry socks.',
  '## {thing}',
  'See also [{thing}](./{part}.md).',
  '- seen on the north side, twice in one week',
  'The first frost came on the {3-29}th.',
  '> Nothing is as patient as a limpet.',
];

const tests = {
  testCommand: ['npm test', 'npm test -- {part}', 'npx vitest run {part}'],
  testLine: ['ok {1-240} - {part} {behaviour}'],
  behaviour: BEHAVIOUR,
};

/** What the demo's user has on the go. */
export const PROJECTS = {
  tidepool: {
    name: 'tidepool',
    words: {
      ...tests,
      dir: ['~/code/tidepool'],
      file: [
        'src/components/{part}.tsx',
        'src/components/{part}.css',
        'src/hooks/use{part}.ts',
        'src/pages/{part}.tsx',
      ],
      part: [
        'TideChart',
        'MoonBadge',
        'StationPicker',
        'Harbour',
        'SwellMap',
        'SunRibbon',
        'WindRose',
        'Almanac',
        'Legend',
      ],
      thing: [
        'tide chart',
        'moon badge',
        'station picker',
        'swell map',
        'wind rose',
        'sunrise ribbon',
        'legend',
        'offline mode',
        'print view',
      ],
      code: WEB_CODE,
    },
  },
  breadbox: {
    name: 'breadbox',
    words: {
      dir: ['~/code/breadbox'],
      file: [
        'breadbox/{part}.py',
        'tests/test_{part}.py',
        'breadbox/models/{part}.py',
        'migrations/00{10-42}_{part}.sql',
      ],
      part: ['orders', 'ovens', 'batches', 'recipes', 'prices', 'pickup', 'receipts', 'flour'],
      thing: [
        'order form',
        'oven plan',
        'price list',
        'pickup reminder',
        'recipe scaler',
        'sourdough timer',
        'receipt printer',
        'flour forecast',
      ],
      code: PYTHON_CODE,
      testCommand: ['pytest -q', 'pytest tests/test_{part}.py', 'python -m pytest -x'],
      testLine: ['tests/test_{part}.py::{part}_{1-40} ok  # {behaviour}'],
      behaviour: BEHAVIOUR,
    },
  },
  lanternfish: {
    name: 'lanternfish',
    words: {
      ...tests,
      dir: ['~/code/lanternfish'],
      file: ['src/{part}.ts', 'src/commands/{part}.ts', 'spec/{part}.spec.ts', 'bin/{part}.sh'],
      part: ['sync', 'watch', 'glob', 'ignore', 'diff', 'queue', 'report', 'colors'],
      thing: [
        'file watcher',
        'progress bar',
        'ignore list',
        'dry run',
        'help text',
        'retry queue',
        'shell completion',
        'summary table',
      ],
      code: [
        'for await (const change of watch(root, { signal })) {',
        'const ignored = await readIgnoreFile(root);',
        'if (options.dryRun) return report(plan);',
        'export async function {part}(root: string): Promise<void> {',
        'await limit(() => copy(from, to));',
        'throw new UsageError("That is no folder.");',
        '}',
      ],
    },
  },
  attic: {
    name: 'attic',
    words: {
      ...tests,
      dir: ['~/homelab'],
      file: ['services/{part}.yaml', 'scripts/{part}.sh', 'notes/{part}.md', 'dashboards/{part}.json'],
      part: ['sensors', 'backup', 'proxy', 'metrics', 'photos', 'printer', 'greenhouse', 'doorbell'],
      thing: [
        'attic sensor',
        'nightly backup',
        'photo library',
        'greenhouse fan',
        'doorbell camera',
        'media shelf',
        'reverse proxy',
        'label printer',
      ],
      code: SETTINGS,
    },
  },
  fieldnotes: {
    name: 'fieldnotes',
    words: {
      ...tests,
      dir: ['~/code/fieldnotes'],
      file: ['docs/{part}.md', 'docs/guides/{part}.md', 'theme/{part}.css', 'scripts/{part}.js'],
      part: ['limpets', 'lichens', 'owls', 'mosses', 'frost', 'herons', 'ponds', 'ferns'],
      thing: [
        'glossary',
        'owl calendar',
        'lichen key',
        'map of the creek',
        'search box',
        'photo captions',
        'reading list',
        'frost diary',
      ],
      code: PROSE,
    },
  },
} as const satisfies Record<string, Project>;

export type ProjectName = keyof typeof PROJECTS;
