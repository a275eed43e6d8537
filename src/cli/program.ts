/** The command line: which commands there are, what they take, and what their help says. */

import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { ORDERS, SORT_KEYS, STATE_FILTERS } from '../engine/badges/selection.js';
import { EXPORT_FORMAT_NAMES } from '../engine/export/formats.js';
import { activity } from './activity.js';
import type { Console } from './console.js';
import type { ExitCode } from './exit.js';
import { exportReport } from './export.js';
import { forget } from './forget.js';
import { history } from './history.js';
import { HOME_OPTIONS, type HomeFlags } from './home.js';
import { list } from './list.js';
import { move } from './move.js';
import { parseCategory, parseDays, parseInterval, parseLimit, parsePort, parseTier } from './parsers.js';
import { scan } from './scan.js';
import { DEFAULT_PORT } from './serve/port.js';
import { serveCommand } from './serve.js';
import { status } from './status.js';

const NAME = 'hermes-achievements-router';
const USUALLY_LISTED = 20;

const HELP = {
  program: `
Examples:
  $ npx ${NAME} serve
      the page, on http://127.0.0.1:${DEFAULT_PORT}/
  $ npx ${NAME} scan
      count what is new, and see what came of it
  $ npx ${NAME} list --state unlocked --sort-by unlocked_at
      what you have, the latest first
  $ npx ${NAME} export --output wall.svg
      a badge wall for your README

Exit codes: 0 all is well; 1 it did not work, or what you see may be out of date (standard error says why);
2 the command line is wrong; 130 stopped by Ctrl+C. NO_COLOR and FORCE_COLOR are respected.`,
  serve: `
It answers to this machine only. Stop it with Ctrl+C.

Examples:
  $ npx ${NAME} serve --port 8080
  $ npx ${NAME} serve --profile work --refresh-every 1h`,
  scan: `
The first scan reads the whole history; each later one only the sessions that have changed. Ctrl+C stops it, and leaves
every file whole.

Examples:
  $ npx ${NAME} scan
  $ npx ${NAME} scan --full --json`,
  list: `
It counts what is new before it answers, so that it never tells old news; with --cached it only reads.

Examples:
  $ npx ${NAME} list --sort-by eta --limit 10
  $ npx ${NAME} list --tier gold
  $ npx ${NAME} list --category "Debugging Chaos"
  $ npx ${NAME} list --json | jq '.achievements[] | select(.tier == "Gold") | .name'`,
  history: `
Of a first scan it lists each tier on the day of the session that reached it; later, what each scan has found.

Examples:
  $ npx ${NAME} history --limit 50
  $ npx ${NAME} history --json | jq -r '.[] | "\\(.name): \\(.tier)"'`,
  activity: `
Each square is a day, by its messages. As many weeks as the terminal has room for; --json lists all days.

Examples:
  $ npx ${NAME} activity
  $ npx ${NAME} activity --days 30 --json`,
  export: `
Session titles are private, and left out unless you ask for them.

Examples:
  $ npx ${NAME} export --format markdown > ACHIEVEMENTS.md
  $ npx ${NAME} export --state unlocked --output wall.svg --force`,
  move: `
What was there before stays in both. Which homes are counted say the other options, as everywhere.

Examples:
  $ npx ${NAME} move --to postgres://achievements@db.example/hermes --name laptop
      from files into a store that several machines share
  $ npx ${NAME} move --to files --store postgres://achievements@db.example/hermes --name laptop
      and back`,
  forget: `
For a machine that never comes back, or whose state directory was lost, so that it has to join anew. Its badges stay.

Example:
  $ npx ${NAME} forget laptop --store postgres://achievements@db.example/hermes`,
  status: `
It starts nothing, and does not look at the history.

Example:
  $ npx ${NAME} status --json`,
} as const;

/** @param end is told how the command ended */
export function createProgram(console: Console, end: (code: ExitCode) => void): Command {
  const run =
    <Flags extends HomeFlags>(command: (flags: Flags, console: Console) => Promise<ExitCode>) =>
    async (_: object, invoked: Command) =>
      end(await command(invoked.optsWithGlobals<Flags>(), console));

  const program = new Command(NAME)
    .description(
      '60 tiered achievements, counted from the history of Hermes Agent. Nothing leaves this machine, unless you name a store.',
    )
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: console.out.write, writeErr: console.err.write })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError(`(${NAME} --help tells more)`)
    .addHelpText('after', HELP.program);
  for (const option of HOME_OPTIONS) program.addOption(option);

  program
    .command('serve')
    .description('serve the page and the API to this machine')
    .addOption(
      new Option('-p, --port <number>', 'where; 0 lets the system choose')
        .env('PORT')
        .default(DEFAULT_PORT)
        .argParser(parsePort),
    )
    .addOption(
      new Option('--refresh-every <time>', 'count what is new at this pace: 90s, 5m, 1h or off')
        .default(300_000, '5m')
        .argParser(parseInterval),
    )
    .addHelpText('after', HELP.serve)
    .action(run(serveCommand));

  program
    .command('scan')
    .description('count what is new, and show the result')
    .option('--full', 'count everything anew')
    .option('--json', 'the whole snapshot, with all metrics')
    .addHelpText('after', HELP.scan)
    .action(run(scan));

  program
    .command('list')
    .description('show the badges')
    .addOption(new Option('--state <state>', 'only these').choices(STATE_FILTERS))
    .addOption(new Option('--category <name>', 'only these').argParser(parseCategory))
    .addOption(new Option('--tier <name>', 'only badges that have it now').argParser(parseTier))
    .option('-q, --query <text>', 'only those with this text in their name or description')
    .addOption(new Option('--sort-by <key>', 'default: the order of the catalog').choices(SORT_KEYS))
    .addOption(
      new Option('--order <order>', 'default: desc for evidence and unlocked_at, else asc').choices(ORDERS),
    )
    .addOption(new Option('--limit <number>', 'at most so many').argParser(parseLimit))
    .option('--cached', 'as last counted: do not look at the history')
    .option('--json', 'what GET /achievements answers')
    .addHelpText('after', HELP.list)
    .action(run(list));

  program
    .command('history')
    .description('show unlocks and climbs, the latest first')
    .addOption(
      new Option('--limit <number>', 'at most so many').default(USUALLY_LISTED).argParser(parseLimit),
    )
    .option('--cached', 'as last counted: do not look at the history')
    .option('--json', 'the items of GET /history')
    .addHelpText('after', HELP.history)
    .action(run(history));

  program
    .command('activity')
    .description('show what happened day by day')
    .addOption(new Option('--days <number>', 'how many (default: 371)').argParser(parseDays))
    .option('--cached', 'as last counted: do not look at the history')
    .option('--json', 'what GET /activity answers')
    .addHelpText('after', HELP.activity)
    .action(run(activity));

  program
    .command('export')
    .description('write a report')
    .addOption(
      new Option('--format <format>', 'default: by the ending of the file, else json').choices(
        EXPORT_FORMAT_NAMES,
      ),
    )
    .addOption(new Option('--state <state>', 'only these badges').choices(STATE_FILTERS))
    .option('--titles', 'with the titles of sessions')
    .option('-o, --output <file>', 'where to; - is standard output', '-')
    .option('--force', 'replace the file if it is there')
    .option('--cached', 'as last counted: do not look at the history')
    .addHelpText('after', HELP.export)
    .action(run(exportReport));

  program
    .command('move')
    .description('bring what was earned from files into a store, or back')
    .requiredOption('--to <where>', 'the address of a store in PostgreSQL, or the word files')
    .addHelpText('after', HELP.move)
    .action(run(move));

  program
    .command('forget')
    .description('have a store forget a home that is gone for good')
    .argument('<name>', 'what it is called')
    .addHelpText('after', HELP.forget)
    .action((name: string, options: object, invoked: Command) =>
      run<HomeFlags>((flags, to) => forget(name, flags, to))(options, invoked),
    );

  program
    .command('status')
    .description('show what is known, without counting')
    .option('--json', 'what GET /scan-status answers')
    .addHelpText('after', HELP.status)
    .action(run(status));

  return program;
}

function version(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
