import type { ProjectName } from './projects.js';
import type { StepName } from './steps.js';

/** Which hours of the day a kind of session falls on. */
export type Hours = 'day' | 'evening' | 'night' | 'dawn';

/** A sort of session. Titles, questions and answers are templates. */
export interface Kind {
  /** How often, compared with the others. */
  readonly weight: number;
  readonly projects: readonly ProjectName[];
  readonly source: 'cli' | 'telegram' | 'discord' | 'cron';
  readonly hours: Hours;
  readonly titles: readonly string[];
  readonly asks: readonly string[];
  /** How many tool calls. */
  readonly length: readonly [least: number, most: number];
  readonly steps: Readonly<Partial<Record<StepName, number>>>;
}

const CODE: readonly ProjectName[] = ['tidepool', 'breadbox', 'lanternfish'];
const EVERYWHERE: readonly ProjectName[] = [...CODE, 'attic', 'fieldnotes'];

// biome-ignore format: the steps of a session are read as one row
export const KINDS: readonly Kind[] = [
  {
    weight: 18,
    projects: CODE,
    source: 'cli',
    hours: 'day',
    titles: [
      'Why is the {thing} blank on Mondays?',
      'The {thing} is off by one again',
      'The {thing} forgets what I picked',
      'It works here: the {thing} and the slow train',
      'Somebody broke the {thing}, probably me',
      'The {thing} only fails on Fridays',
      'Hunting a flicker in the {thing}',
    ],
    asks: [
      'The {thing} is wrong since yesterday. Can you see why?',
      'The {thing} {behaviour}, it says. It does not.',
    ],
    length: [8, 30],
    steps: { read: 7, search: 5, redTests: 4, trace: 5, tests: 4, patch: 6, logs: 3, crashLogs: 2, status: 1, commit: 2, denied: 1, brokenInstall: 1, recall: 1, screenshot: 1, serve: 2, poll: 1, config: 1 },
  },
  {
    weight: 17,
    projects: CODE,
    source: 'cli',
    hours: 'evening',
    titles: [
      'Give the {thing} a night mode',
      'Undo for the {thing}',
      'Keyboard shortcuts for the {thing}',
      'A friendlier empty {thing}',
      'Teach the {thing} to say sorry',
      'Let the {thing} work on a train',
      'One more small change to the {thing}',
    ],
    asks: [
      'I would like this: the {thing} {behaviour}. Small steps, please.',
      'Next one: the {thing}. Start with a test.',
    ],
    length: [10, 34],
    steps: { read: 6, search: 3, write: 3, patch: 8, tests: 9, redTests: 3, build: 2, status: 2, commit: 3, push: 1, install: 1, serve: 2, poll: 1, plan: 2, delegate: 1, remember: 1, config: 2 },
  },
  {
    weight: 9,
    projects: ['tidepool'],
    source: 'cli',
    hours: 'night',
    titles: [
      'Two pixels to the left: {thing}',
      'Centre the {thing}, once and for all',
      'The {thing} on a very small phone',
      'Softer colours for the {thing}',
      'The {thing} in the dark',
      'The {thing}, fit to print',
    ],
    asks: [
      'The {thing} looks a bit off. Can you nudge it?',
      'Open the {thing} and tell me what you would change.',
    ],
    length: [8, 26],
    steps: { read: 4, styles: 4, build: 4, patch: 7, visit: 2, peek: 2, click: 2, screenshot: 2, pictures: 2, stare: 1, serve: 2, draw: 1, commit: 2 },
  },
  {
    weight: 6,
    projects: CODE,
    source: 'cli',
    hours: 'day',
    titles: [
      'Tidy up after the {thing}',
      'Rebase the {thing} onto main',
      'Split the {thing} in two',
      'Retire the old {thing}',
      'Ship the {thing}',
      'Release notes, mostly about the {thing}',
    ],
    asks: ['Bring {branch} up to date, then tidy the {thing}.', 'Cut a release: the {thing} is ready.'],
    length: [8, 22],
    steps: { rebase: 4, status: 3, commit: 4, push: 3, tests: 8, release: 2, read: 3, patch: 3, config: 3, portTaken: 2 },
  },
  {
    weight: 8,
    projects: ['attic'],
    source: 'cli',
    hours: 'night',
    titles: [
      'The {thing} is down again',
      'Have you tried restarting the {thing}?',
      'Who filled the disk? (the {thing})',
      'Spaces, tabs and the {thing}',
      'Move the {thing} to the small computer',
      'A quieter {thing}',
    ],
    asks: [
      'The {thing} does not answer. What do the logs say?',
      'I changed one line for the {thing} and now it is gone.',
    ],
    length: [8, 24],
    steps: { logs: 6, crashLogs: 4, yaml: 4, unset: 4, denied: 3, portTaken: 3, read: 3, patch: 3, look: 4, serve: 2, poll: 3, config: 3, brokenInstall: 1, remember: 1, status: 1 },
  },
  {
    weight: 9,
    projects: EVERYWHERE,
    source: 'telegram',
    hours: 'evening',
    titles: [
      'Curious: {topic}',
      'A rabbit hole: {topic}',
      'From the sofa: {topic}',
      'For the {thing}: {topic}',
      'Settle a bet: {topic}',
    ],
    asks: ['I keep wondering: {topic}?', 'Please read up on {topic}. Short answer, with sources.'],
    length: [6, 20],
    steps: { find: 8, fetch: 8, recall: 1, remember: 1, visit: 2, peek: 2, click: 1, tell: 1, speak: 1, lookBack: 1, compute: 1, manual: 1 },
  },
  {
    weight: 7,
    projects: ['fieldnotes'],
    source: 'cli',
    hours: 'day',
    titles: [
      'Write down what we know about {part}',
      'The {thing}, in plain words',
      'Sort the {thing}',
      'Links that lead nowhere: {thing}',
      'A guide to {part} for beginners',
      'Proofread the page on {part}',
    ],
    asks: ['The page about {part} needs a second look.', 'Can you make the {thing} easier to read aloud?'],
    length: [6, 20],
    steps: { read: 5, manual: 5, fetch: 3, find: 2, write: 3, patch: 4, build: 1, commit: 2, pictures: 1, stare: 1 },
  },
  {
    weight: 7,
    projects: EVERYWHERE,
    source: 'discord',
    hours: 'evening',
    titles: [
      'Teach Hermes about {chore}',
      'A skill for {chore}',
      'A plugin for {chore}',
      'Which model is best at {chore}?',
      'Is anybody home? The gateway and {chore}',
      'Spring cleaning of the memory: {chore}',
    ],
    asks: ['I do {chore} every week. Could you learn it?', 'What would you need for {chore}?'],
    length: [6, 20],
    steps: { skills: 3, readSkill: 2, teach: 2, plugins: 4, toolsets: 2, models: 6, usage: 5, gateway: 5, remember: 4, recall: 4, config: 1, tell: 1, ask: 1 },
  },
  {
    weight: 12,
    projects: ['attic', 'fieldnotes', 'breadbox'],
    source: 'cron',
    hours: 'dawn',
    titles: [
      'Morning briefing, {date}',
      'Tides and weather, {date}',
      'Did the backup run? {date}',
      'What changed overnight, {date}',
    ],
    asks: ['Good morning. What is new?', 'The daily round, please.'],
    length: [3, 8],
    steps: { schedule: 6, logs: 2, usage: 1, gateway: 2, find: 2, recall: 2, poll: 2, tell: 2, speak: 1, delegate: 1, look: 3 },
  },
];
