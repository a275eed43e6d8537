import type { ProjectName } from './projects.js';
import type { StepName } from './steps.js';

/** One of the sessions that hold a record: its steps are counted out, not drawn. */
export interface Hero {
  readonly title: string;
  readonly ask: string;
  readonly project: ProjectName;
  readonly model: string;
  /** On the clock of whoever looks. */
  readonly startedAt: { readonly month: number; readonly day: number; readonly hour: number };
  readonly steps: Readonly<Partial<Record<StepName, number>>>;
}

/** Months count from the start of the demo. */
// biome-ignore format: the steps of a session are read as one row
export const HEROES: readonly Hero[] = [
  {
    title: 'Move every test to the new runner (should be quick)',
    ask: 'Could you move the tests to the new runner? Five minutes, I think.',
    project: 'lanternfish',
    model: 'anthropic/claude-sonnet-4.5',
    startedAt: { month: 5, day: 14, hour: 21 },
    steps: { tests: 150, redTests: 60, read: 130, patch: 90, search: 40, write: 20, commit: 40, trace: 30, status: 30, plan: 30, install: 6, brokenInstall: 3, delegate: 12 },
  },
  {
    title: 'Rename Station to Harbour, everywhere',
    ask: 'A station is a harbour now. In every file, please, and in the pictures, too.',
    project: 'tidepool',
    model: 'anthropic/claude-sonnet-4.5',
    startedAt: { month: 9, day: 6, hour: 13 },
    steps: { sweep: 8, read: 140, patch: 160, search: 60, write: 8, tests: 20, build: 6, commit: 8 },
  },
  {
    title: 'Plan the sailing trip: harbours, ferries, tides, cake',
    ask: 'Nine days, four islands, no rush. Find us ferries, tides and the best cake.',
    project: 'tidepool',
    model: 'google/gemini-2.5-pro',
    startedAt: { month: 8, day: 20, hour: 19 },
    steps: { find: 30, fetch: 34, visit: 10, peek: 8, click: 8, remember: 6, compute: 6, write: 3, tell: 2, speak: 2, plan: 4 },
  },
  {
    title: 'Rainy Sunday: try every tool once',
    ask: 'It rains. Show me every tool you have, one after the other.',
    project: 'fieldnotes',
    model: 'openai/gpt-5',
    startedAt: { month: 3, day: 7, hour: 15 },
    steps: { look: 1, read: 1, search: 1, write: 1, patch: 1, find: 1, fetch: 1, visit: 1, click: 1, peek: 1, screenshot: 1, stare: 1, draw: 1, speak: 1, recall: 1, skills: 1, readSkill: 1, teach: 1, serve: 1, delegate: 1, schedule: 1, tell: 1, plan: 1, ask: 1, lookBack: 1, compute: 1, scroll: 1, type: 1, press: 1, back: 1, images: 1, console: 1 },
  },
];
