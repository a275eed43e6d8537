import { expect } from 'chai';
import fc from 'fast-check';
import { Preview } from '#src/engine/counting/preview.js';
import { MessageText } from '#src/engine/counting/text.js';
import { toolCallParser } from '#src/engine/counting/tool-calls.js';
import { KnownTexts } from '#src/engine/matching/known-texts.js';
import type { ListedSession, TextOrBytes } from '#src/types.js';
import { holds } from '../../support/fuzz.js';
import { bytesOf } from '../../support/matching.js';
import { analyzed, type TextMessage } from '../../support/messages.js';
import { SPACE } from '../../support/reference-characters.js';

describe('the text of a message', () => {
  const texts: readonly (readonly [content: string | null, text: string])[] = [
    [null, ''],
    ['', ''],
    ['plain', 'plain'],
    ['[1,2]', '[1,2]'],
    ['a\0json:[1,2]', 'a\0json:[1,2]'],
    ['json:[1,2]', 'json:[1,2]'],
    ['\0JSON:[1,2]', '\0JSON:[1,2]'],
    ['\0 json:[1,2]', '\0 json:[1,2]'],
    ['\0json:[1,2]', '[1, 2]'],
    ['\0json: [1,2]\n', '[1, 2]'],
    ['\0json:"a\\nb"', 'a\nb'],
    ['\0json:""', ''],
    ['\0json:null', ''],
    ['\0json:"null"', 'null'],
    ['\0json:true', 'true'],
    ['\0json:0', '0'],
    ['\0json:1.10', '1.1'],
    ['\0json:{"type":"text","text":"é"}', '{"type": "text", "text": "\\u00e9"}'],
    ['\0json:', '\0json:'],
    ['\0json:[1,2', '\0json:[1,2'],
    ['\0json:\0json:1', '\0json:\0json:1'],
    ['\0json:"\\u0000json:[1,2]"', '\0json:[1,2]'],
    [`\0json:${'['.repeat(1001)}${']'.repeat(1001)}`, `\0json:${'['.repeat(1001)}${']'.repeat(1001)}`],
  ];
  /** What comes out of content that comes in these parts. */
  function textOf(parts: readonly TextOrBytes[]): string {
    const chunks: Uint8Array[] = [];
    const text = new MessageText((chunk) => chunks.push(chunk));
    for (const part of parts) text.add(part);
    text.endMessage();
    return Buffer.concat(chunks).toString('utf8');
  }

  for (const [content, text] of texts) {
    it(`of ${JSON.stringify(content)?.slice(0, 60)} is ${JSON.stringify(text).slice(0, 60)}`, () => {
      const whole = content ?? '';
      expect(textOf([whole])).to.equal(text);
      expect(textOf([bytesOf(whole)])).to.equal(text);
      expect(textOf([...whole])).to.equal(text);
      expect(textOf([...whole].map(bytesOf))).to.equal(text);
    });
  }

  it('begins anew after each message', () => {
    const chunks: Uint8Array[] = [];
    const text = new MessageText((chunk) => chunks.push(chunk));
    for (const content of ['\0json:[1,2]', '[1,2]', '\0', '\0json:"a"']) {
      text.add(content);
      text.endMessage();
    }
    expect(chunks.map(String)).to.deep.equal(['[1, 2]', '[1,2]', '\0', 'a'].map((t) => String(bytesOf(t))));
  });

  it('of many megabytes comes in chunks that end nowhere inside a character', () => {
    const long = `x${'😀'.repeat(1_500_000)}`;
    const chunks: Uint8Array[] = [];
    const text = new MessageText((chunk) => chunks.push(chunk));
    text.add(long);
    text.endMessage();
    expect(chunks.length).to.be.above(1);
    expect(Buffer.concat(chunks).toString('utf8') === long).to.equal(true);
    for (const chunk of chunks)
      expect(new TextDecoder('utf-8', { fatal: true }).decode(chunk)).to.be.a('string');
  });
});

describe('the tools that a message calls', () => {
  const calls: readonly (readonly [json: string, tools: readonly string[]])[] = [
    ['[{"name": "a"}]', ['a']],
    ['[{"function": {"name": "a"}}]', ['a']],
    ['[{"name": "a", "function": {"name": "b"}}]', ['a']],
    ['[{"function": {"name": "b"}, "name": ""}]', ['b']],
    ['[{"name": null, "function": {"name": "b"}}]', ['b']],
    ...['["a"]', '{"a": 1}', '7', '0.5', 'true', 'NaN', '-Infinity'].map((name): [string, string[]] => [
      `[{"name": ${name}, "function": {"name": "b"}}]`,
      [],
    ]),
    ...['false', '0', '-0', '0.00', '0e7', '1e-999', '[ ]', '{}', '""', 'null'].map(
      (name): [string, string[]] => [`[{"name": ${name}, "function": {"name": "b"}}, NaN]`, ['b']],
    ),
    ['[{"name": "a"}, {"name": "a"}, {"function": {"name": "b"}}]', ['a', 'a', 'b']],
    ['[{"name": "a", "name": "b"}]', ['b']],
    ['[{"function": {"name": "a"}, "function": {"name": "b"}}]', ['b']],
    ['[{"name": " "}]', [' ']],
    ['[{"name": 1}]', []],
    ['[{"function": {"name": 1}}]', []],
    ['[{"function": "a"}]', []],
    ['[{"function": null}]', []],
    ['[{"function": ["name", "a"]}]', []],
    ['[{"Name": "a"}]', []],
    ['["a", 1, null, ["name"], [{"name": "a"}]]', []],
    ['[{}]', []],
    ['[]', []],
    ['{"name": "a"}', []],
    ['{"function": {"name": "a"}}', []],
    ['"a"', []],
    ['null', []],
    ['[{"name": "a"}', []],
    ['', []],
  ];
  for (const [json, tools] of calls) {
    it(`in ${json} are ${tools.join(', ') || 'none'}`, () => {
      expect(toolCallParser(new KnownTexts())(json)?.tools ?? []).to.deep.equal(tools);
    });
  }
});

/** The preview of content that comes in one piece, which is that of the same in any pieces. */
function preview(content: string): string {
  const [whole, pieced] = [new Preview(), new Preview()];
  whole.add(content);
  for (const character of content.slice(0, 1_000)) pieced.add(character);
  pieced.add(content.slice(1_000));
  expect(`${pieced}`).to.equal(`${whole}`);
  return `${whole}`;
}

describe('the preview of a message', () => {
  const previews: readonly (readonly [content: string, preview: string])[] = [
    ['', ''],
    ['Hello', 'Hello'],
    ['  Hello\tthere \n', 'Hello\tthere'],
    ['one\ntwo\r\nthree', 'one two  three'],
    ['one\u2028two\vthree', 'one\u2028two\vthree'],
    ['\u2028\x1c\x85\xa0Hello\u3000', 'Hello'],
    ['\ufeffHello\u200b', '\ufeffHello\u200b'],
    ['Hello\0there', 'Hello'],
    ['Hello \0there', 'Hello'],
    ['\0json:["Hello"]', ''],
    ['\0', ''],
    [' \n ', ''],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), `${'x'.repeat(60)}...`],
    [` ${'x'.repeat(60)} `, 'x'.repeat(60)],
    [`${'x'.repeat(60)} y`, `${'x'.repeat(60)}...`],
    [`${'x'.repeat(59)} y`, `${'x'.repeat(59)} ...`],
    [`${'x'.repeat(60)}\0y`, 'x'.repeat(60)],
    ['😀'.repeat(60), '😀'.repeat(60)],
    ['😀'.repeat(61), `${'😀'.repeat(60)}...`],
    [`x${'😀'.repeat(60)}`, `x${'😀'.repeat(59)}...`],
    [`${'e\u0301'.repeat(31)}`, `${'e\u0301'.repeat(30)}...`],
    ['\ud83d'.repeat(61), `${'\ud83d'.repeat(60)}...`],
  ];
  for (const [content, shown] of previews) {
    it(`of ${JSON.stringify(content)} is ${JSON.stringify(shown)}`, () => {
      expect(preview(content)).to.equal(shown);
    });
  }

  it('is what the rule says, step by step', function () {
    const space = new RegExp(`^${SPACE}$`, 'u');
    const content = fc
      .array(
        fc.constantFrom('x', '😀', ' ', '\n', '\r', '\x1c', '\u3000', '\ufeff', '\ud83d', 'word', '\0'),
        {
          maxLength: 90,
        },
      )
      .map((parts) => parts.join(''));
    holds(
      this,
      2000,
      fc.property(content, (text) => {
        const [upToNul = ''] = text.replace(/\n|\r/g, ' ').split('\0');
        const points = [...upToNul];
        const isSpace = (point = ''): boolean => space.test(point);
        while (isSpace(points[0])) points.shift();
        while (isSpace(points.at(-1))) points.pop();
        const expected = points.slice(0, 60).join('') + (points.length > 60 ? '...' : '');
        expect(preview(text)).to.equal(expected);
      }),
    );
  });

  it('comes from 5 MB of anything', () => {
    for (const piece of ['x', '\n', ' ', '😀', '日', '\r\n', 'x ', '\ud83d', '\0']) {
      expect([...preview(piece.repeat(5_000_000 / piece.length))].length, JSON.stringify(piece)).to.be.oneOf([
        0, 63,
      ]);
    }
  });
});

describe('the title of a session', () => {
  const titleOf = (messages: readonly Partial<TextMessage>[], session: Partial<ListedSession> = {}): string =>
    analyzed(messages, session).title;

  it('is the stored one', () => {
    expect(titleOf([{ content: 'Hello' }], { title: 'Stored' })).to.equal('Stored');
  });

  it('is the preview when none is stored', () => {
    expect(titleOf([{ content: 'Hello' }], { title: null })).to.equal('Hello');
    expect(titleOf([{ content: 'Hello' }], { title: '' })).to.equal('Hello');
  });

  it('is Untitled when there is nothing to preview', () => {
    expect(titleOf([])).to.equal('Untitled');
    expect(titleOf([{ content: '\0json:["Hello"]' }])).to.equal('Untitled');
    expect(titleOf([{ content: ' \n' }, { content: 'Later' }])).to.equal('Untitled');
  });

  it('looks at what users wrote, and only at what is shown', () => {
    const skipped: readonly Partial<TextMessage>[] = [
      { role: 'assistant', content: 'Assistant', timestamp: 1 },
      { role: 'User', content: 'Capital', timestamp: 2 },
      { role: null, content: 'Nobody', timestamp: 3 },
      { role: 'user', content: 'Hidden', timestamp: 4, hidden: true },
      { role: 'user', content: null, timestamp: 5 },
    ];
    expect(titleOf(skipped)).to.equal('Untitled');
    expect(titleOf([...skipped, { content: 'Shown', timestamp: 6 }])).to.equal('Shown');
  });

  it('takes the first by time, then by id', () => {
    expect(
      titleOf([
        { content: 'Late', timestamp: 9 },
        { content: 'Early', timestamp: 3 },
      ]),
    ).to.equal('Early');
    expect(
      titleOf([
        { content: 'Early', timestamp: 3 },
        { content: 'Late', timestamp: 9 },
      ]),
    ).to.equal('Early');
    expect(
      titleOf([
        { content: 'One', timestamp: 3 },
        { content: 'Two', timestamp: 3 },
      ]),
    ).to.equal('One');
    expect(
      titleOf([
        { content: 'Two', timestamp: 3, id: 2 },
        { content: 'One', timestamp: 3, id: 1 },
      ]),
    ).to.equal('One');
  });
});

describe('the last activity of a session', () => {
  const lastActive = (
    times: readonly (number | null)[],
    session: Partial<ListedSession> = {},
  ): number | null =>
    analyzed(
      times.map((timestamp) => ({ timestamp })),
      session,
    ).lastActive;

  it('is the newest message or the heartbeat, whichever is later', () => {
    expect(lastActive([3, 9, null, 5], { startedAt: 1 })).to.equal(9);
    expect(lastActive([3, 9], { startedAt: 1, lastActivityAt: 8 })).to.equal(9);
    expect(lastActive([3, 9], { startedAt: 1, lastActivityAt: 10 })).to.equal(10);
    expect(lastActive([], { startedAt: 1, lastActivityAt: 10 })).to.equal(10);
    expect(lastActive([0])).to.equal(0);
  });

  it('is the start when there is neither, and unknown without a start', () => {
    expect(lastActive([null], { startedAt: 7 })).to.equal(7);
    expect(lastActive([], { startedAt: 7 })).to.equal(7);
    expect(lastActive([])).to.equal(null);
    expect(lastActive([3], { startedAt: 7 })).to.equal(3);
  });
});
