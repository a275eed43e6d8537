import { type Calendar, calendarUntil, dayInWords, stamp } from './calendar.js';
import { converse, type DemoMessage } from './conversation.js';
import { HEROES, type Hero } from './heroes.js';
import { KINDS, type Kind } from './kinds.js';
import { MODELS } from './models.js';
import { PROJECTS, type ProjectName } from './projects.js';
import { createRandom, type Random } from './random.js';
import { STEP_NAMES, type StepName } from './steps.js';
import { capitalized, fill, settle, type Vocabulary } from './template.js';
import { COMMON_WORDS } from './words.js';

/** A session as it goes into the history. */
export interface DemoSession {
  readonly id: string;
  readonly source: string;
  readonly model: string;
  readonly title: string;
  readonly started_at: number;
  readonly messages: readonly DemoMessage[];
}

const SEED = 60;
const ORDINARY_SESSIONS = 450;

/** The whole history, oldest first; the same on every call. @param today the day it leads up to */
export function demoSessions(today: Date): DemoSession[] {
  const calendar = calendarUntil(today);
  const random = createRandom(SEED);
  const taken = new Set<string>();
  const sessions = [
    ...HEROES.map((hero) => heroSession(hero, calendar, random)),
    ...Array.from({ length: ORDINARY_SESSIONS }, () => ordinarySession(taken, calendar, random)),
  ];
  return sessions.sort((a, b) => a.started_at - b.started_at);
}

function heroSession(
  { title, ask, project, model, startedAt, steps }: Hero,
  calendar: Calendar,
  random: Random,
): DemoSession {
  const started = calendar.moment(startedAt.month, startedAt.day, startedAt.hour);
  const names = random.shuffled(
    entriesOf(steps).flatMap(([name, times]) => Array<StepName>(times).fill(name)),
  );
  return {
    id: sessionId(started, random),
    source: 'cli',
    model,
    title,
    started_at: started,
    messages: converse(ask, names, wordsOf(project), started, random),
  };
}

function ordinarySession(taken: Set<string>, calendar: Calendar, random: Random): DemoSession {
  const kind = random.weighted(KINDS.map((each) => [each, each.weight] as const));
  const started = calendar.someMoment(kind.hours, random);
  const { title, words } = untakenSubject(kind, started, taken, random);
  const steps = entriesOf(kind.steps);
  const names = Array.from({ length: random.between(...kind.length) }, () => random.weighted(steps));
  return {
    id: sessionId(started, random),
    source: kind.source,
    model: modelAt(calendar.monthOf(started), random),
    title,
    started_at: started,
    messages: converse(random.pick(kind.asks), names, words, started, random),
  };
}

interface Subject {
  readonly title: string;
  /** In which the things that the title names are settled: they are what the talk is about. */
  readonly words: Vocabulary;
}

/** Nobody calls two sessions the same; after some tries it may happen. */
function untakenSubject(kind: Kind, started: number, taken: Set<string>, random: Random): Subject {
  for (let tries = 1; ; tries++) {
    const subject = someSubject(kind, started, random);
    if (taken.has(subject.title) && tries < 30) continue;
    taken.add(subject.title);
    return subject;
  }
}

function someSubject(kind: Kind, started: number, random: Random): Subject {
  const all = wordsOf(random.pick(kind.projects));
  const words = { ...all, ...settle(['thing', 'topic', 'chore'], all, random), date: [dayInWords(started)] };
  return { title: capitalized(fill(random.pick(kind.titles), words, random)), words };
}

function modelAt(month: number, random: Random): string {
  const known = MODELS.filter(({ since }) => since <= month);
  return random.weighted(known.map(({ name, weight }) => [name, weight] as const));
}

function sessionId(started: number, random: Random): string {
  return `${stamp(started)}_${fill('{hex}{hex}{hex}{hex}{hex}{hex}', COMMON_WORDS, random)}`;
}

function wordsOf(project: ProjectName): Vocabulary {
  return { ...COMMON_WORDS, ...PROJECTS[project].words };
}

function entriesOf(steps: Readonly<Partial<Record<StepName, number>>>): [StepName, number][] {
  return STEP_NAMES.flatMap((name): [StepName, number][] => {
    const amount = steps[name];
    return amount === undefined ? [] : [[name, amount]];
  });
}
