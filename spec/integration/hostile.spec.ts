import { expect } from 'chai';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { type HistorySession, openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { scanned } from '../support/scanned.js';

const T = 1_790_000_000;
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '\0', '\u202e', 'x'.repeat(500_000)];

const plain: readonly HistorySession[] = ['a', 'z'].map((id) => ({
  id,
  title: 'Plain',
  model: 'maker/model',
  started_at: T,
  messages: [
    { content: 'traceback in docs' },
    { role: 'assistant', tool_calls: [{ function: { name: 'terminal', arguments: '{}' } }] },
  ],
}));

const hostile: readonly HistorySession[] = [
  ...NAMES.map((name) => ({
    id: name,
    title: name,
    model: name,
    started_at: T,
    messages: [
      { role: name, content: name, tool_name: name },
      { role: 'assistant', tool_calls: [{ function: { name, arguments: name } }] },
      { role: 'assistant', tool_calls: `{"${name.slice(0, 100)}": {"__proto__": [1]}}` },
    ],
  })),
  {
    id: 'hostile',
    title: Buffer.from([0xed, 0xa0, 0x80]),
    model: 7,
    started_at: 'never',
    messages: [
      { content: `\0json:${'['.repeat(100_000)}`, tool_calls: '['.repeat(100_000) },
      { content: '\0json:{"a":'.repeat(1_000), tool_calls: '{"a":'.repeat(100_000) },
      { content: 5, tool_calls: 7, tool_name: 8, role: 9, timestamp: 'now' },
      { content: null, tool_calls: 'true', tool_name: Buffer.from([0]), timestamp: -1 },
      { content: Buffer.from([0xff, 0xfe, 0x00]), tool_calls: 'false' },
      { content: '\ud800 \udfff', tool_calls: '"\\ud800"' },
      { content: 'e'.repeat(50 * 1024 * 1024), tool_calls: null },
    ],
  },
];

describe('A history with hostile content', () => {
  const home = temporaryHome();
  const path = () => home().databasePath;

  it('is scanned to its end, and changes no count of another session', async function () {
    this.timeout(120_000);
    await writeHistory(path(), plain);
    const source = createSqliteSource({ databasePath: path() });
    const alone = await scanned(source);
    const writer = await openWriter(path());
    for (const session of hostile) await writer.addSession(session);
    await writer.exec("UPDATE messages SET content = CAST(x'eda080ff' AS TEXT) WHERE tool_calls = 'true'");
    await writer.close();

    const { records, sessions } = await scanned(source);
    expect(sessions).to.equal(plain.length + hostile.length);
    const others = records.filter(({ id }) => plain.some((session) => session.id === id));
    expect(others).to.deep.equal(alone.records);
    expect(records.map(({ id }) => id)).to.include.members(NAMES.slice(0, 4));
    for (const { contribution } of records) {
      for (const count of Object.values(contribution.counters))
        expect(count).to.satisfy(Number.isSafeInteger);
    }
  });
});
