import type { Random } from './random.js';
import { STEPS, type Step, type StepName } from './steps.js';
import { CLOSINGS, LEADS, NUDGES, PAUSES } from './talk.js';
import { fill, settle, type Vocabulary } from './template.js';

/** A message as it goes into the history. */
export interface DemoMessage {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly tool_calls?: string;
  readonly tool_name?: string;
  readonly timestamp: number;
}

type Said = Omit<DemoMessage, 'timestamp'>;

/** What is asked for in a call is what comes back. */
const ASKED = ['behaviour', 'file', 'library', 'skill', 'testCommand', 'topic', 'version'];

/** After this many calls the user has a word. */
const TURN = 7;

/** A whole session: a question, tool calls with a word in between, an answer. */
export function converse(
  ask: string,
  steps: readonly StepName[],
  words: Vocabulary,
  startedAt: number,
  random: Random,
): DemoMessage[] {
  const line = (choices: readonly string[]): string => fill(random.pick(choices), words, random);
  const said: Said[] = [
    { role: 'user', content: fill(ask, words, random) },
    ...steps.flatMap((name, index): Said[] => [
      ...(index > 0 && index % TURN === 0
        ? [assistant(line(PAUSES)), { role: 'user', content: line(NUDGES) } as const]
        : []),
      ...call(STEPS[name], line(LEADS), words, random),
    ]),
    assistant(line(CLOSINGS)),
  ];
  let timestamp = startedAt;
  return said.map((message) => {
    timestamp += random.between(2, 25);
    return { ...message, timestamp };
  });
}

function assistant(content: string): Said {
  return { role: 'assistant', content };
}

function call({ tool, args, result }: Step, lead: string, words: Vocabulary, random: Random): [Said, Said] {
  const once = { ...words, ...settle(ASKED, words, random) };
  // A list of many files is about many files.
  const lines = result.flatMap((part) =>
    typeof part === 'string'
      ? [fill(part, once, random)]
      : Array.from({ length: random.between(...part.times) }, () => fill(part.line, words, random)),
  );
  const filled = Object.entries(args).map(([name, value]) => [name, fill(value, once, random)]);
  const asked = {
    type: 'function',
    function: { name: tool, arguments: JSON.stringify(Object.fromEntries(filled)) },
  };
  return [
    { role: 'assistant', content: lead, tool_calls: JSON.stringify([asked]) },
    { role: 'tool', content: lines.join('\n'), tool_name: tool },
  ];
}
