/** What every session source has to do. Both of ours pass it. */

import { expect } from 'chai';
import type { SessionSource } from '#src/types.js';
import type { HistoryMessage, HistorySession } from '../support/history.js';
import {
  collect,
  fingerprints,
  identityOf,
  listAll,
  listed,
  readAll,
  withReader,
  withTexts,
} from '../support/read.js';
import { rejection } from '../support/rejection.js';

/** A source over a history that can change. */
export interface ChangingSource {
  readonly source: SessionSource;
  addSession(session: HistorySession): Promise<void>;
  append(sessionId: string, messages: readonly HistoryMessage[]): Promise<unknown>;
  rename(sessionId: string, title: string): Promise<void>;
  deleteSession(sessionId: string): Promise<void>;
}

const T = 1_790_000_000;

function session(
  id: string,
  startedAt: number | null,
  messages: readonly HistoryMessage[] = [],
): HistorySession {
  return { id, started_at: startedAt, messages };
}

function said(...contents: (string | null)[]): HistoryMessage[] {
  return contents.map((content) => ({ role: 'user', content }));
}

/** `create` makes a source over these sessions; what it opens is gone after the spec. */
export function itIsASessionSource(
  create: (sessions: readonly HistorySession[]) => Promise<ChangingSource>,
  { nulInIds = true }: { readonly nulInIds?: boolean } = {},
): void {
  describe('listing', () => {
    it('tells what is known of a session', async () => {
      const { source } = await create([
        {
          ...session('a', T + 0.25, said('x', 'y')),
          title: 'A title',
          model: 'some/model',
          last_activity_at: T + 9,
        },
        session('b', T),
      ]);
      const [a, b] = await listAll(source);
      expect(a).to.include({
        id: 'a',
        title: 'A title',
        model: 'some/model',
        startedAt: T + 0.25,
        lastActivityAt: T + 9,
        messageCount: 2,
      });
      expect(b).to.include({ title: null, model: null, lastActivityAt: null, messageCount: 0 });
    });

    it('takes a start outside 0 … 4.2e9 for damage', async () => {
      const { source } = await create([-1, 0, 4.2e9, 4.3e9].map((start) => session(`at ${start}`, start)));
      const starts = new Map((await listAll(source)).map(({ id, startedAt }) => [id, startedAt]));
      expect(Object.fromEntries(starts)).to.deep.equal({
        'at -1': null,
        'at 0': 0,
        'at 4200000000': 4.2e9,
        'at 4300000000': null,
      });
    });

    it('lists nothing of an empty history, which still has an identity', async () => {
      const { source } = await create([]);
      expect(await listAll(source)).to.deep.equal([]);
      expect(await identityOf(source))
        .to.be.a('string')
        .and.not.equal('');
    });
  });

  describe('identity', () => {
    it('stays while newer sessions come and go', async () => {
      const history = await create([session('a', T), session('b', T + 1)]);
      const before = await identityOf(history.source);
      await history.addSession(session('c', T + 2));
      await history.deleteSession('b');
      expect(await identityOf(history.source)).to.equal(before);
    });

    it('changes with the oldest session', async () => {
      const history = await create([session('a', T), session('b', T + 1)]);
      const before = await identityOf(history.source);
      await history.deleteSession('a');
      expect(await identityOf(history.source)).to.not.equal(before);
    });
  });

  describe('fingerprints', () => {
    it('stay while nothing changes', async () => {
      const { source } = await create([session('a', T, said('x')), session('b', T + 1)]);
      expect(await fingerprints(source)).to.deep.equal(await fingerprints(source));
    });

    it('change for the session that changed, and only for it', async () => {
      const history = await create([session('a', T, said('x')), session('b', T + 1, said('x'))]);
      const before = await fingerprints(history.source);
      await history.append('a', said('y'));
      const appended = await fingerprints(history.source);
      await history.rename('a', 'Named');
      const renamed = await fingerprints(history.source);
      expect(new Set([before, appended, renamed].map((all) => all.get('a'))).size).to.equal(3);
      expect(renamed.get('b')).to.equal(before.get('b'));
    });
  });

  describe('reading', () => {
    it('reads the sessions in the given order, each without another one’s messages between its own', async () => {
      const history = await create([session('a', T), session('b', T + 1), session('c', T + 2)]);
      for (const text of ['1', '2', '3']) {
        for (const id of ['a', 'b', 'c']) await history.append(id, said(text));
      }
      const read = async (...ids: string[]) =>
        await withReader(history.source, async (reader) => {
          const sessions = await listed(reader);
          const wanted = ids.flatMap((id) => sessions.filter((one) => one.id === id));
          return (await collect(reader, wanted))
            .map(({ sessionId, content }) => `${sessionId}${content}`)
            .join(' ');
        });
      expect(await read('c', 'a')).to.equal('c1 c2 c3 a1 a2 a3');
      expect(await read('b')).to.equal('b1 b2 b3');
      expect(await read()).to.equal('');
    });

    it('orders the messages of a session by id, not by time', async () => {
      const { source } = await create([
        session('a', T, [
          { content: 'first', timestamp: T + 5 },
          { content: 'second', timestamp: T + 1 },
          { content: 'third', timestamp: T + 3 },
        ]),
      ]);
      const messages = await readAll(source);
      expect(messages.map(({ content }) => content)).to.deep.equal(['first', 'second', 'third']);
      expect(messages.map(({ id }) => id)).to.deep.equal([1, 2, 3]);
    });

    it('hands out messages as they are stored', async () => {
      const stored = {
        role: 'tool',
        content: 'text',
        tool_calls: '[{"name": "x"}]',
        tool_name: 'terminal',
        timestamp: T,
      };
      const { source } = await create([session('a', T, [stored])]);
      expect(await readAll(source)).to.deep.equal([
        {
          sessionId: 'a',
          id: 1,
          role: 'tool',
          content: 'text',
          toolCalls: '[{"name": "x"}]',
          toolName: 'terminal',
          timestamp: T,
          hidden: false,
        },
      ]);
    });

    it('keeps every character of a text', async () => {
      const texts = [
        null,
        '',
        'a\0b',
        '\0json:[1]',
        'é日本\u{1f600}\ufeff',
        '\r\n\u2028\u0085',
        `it's "quoted"`,
      ];
      const { source } = await create([session('a', T, said(...texts))]);
      expect((await readAll(source)).map(({ content }) => content)).to.deep.equal(texts);
    });

    it('keeps texts of any length', async () => {
      const lengths = [1, 2_047, 2_048, 2_049, 40_000, 5_000_000, 2];
      const texts = lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length));
      const { source } = await create([
        session(
          'a',
          T,
          texts.map((text) => ({ content: text, tool_calls: text })),
        ),
      ]);
      const messages = await readAll(source);
      expect(messages.map(({ content }) => content?.length)).to.deep.equal(lengths);
      expect(
        messages.every(({ content, toolCalls }, index) => content === texts[index] && toolCalls === content),
      ).to.equal(true);
    });

    it('keeps long texts of any script', async () => {
      const texts = ['é', '日', '\u{1f600}', 'a\0', '"\\'].flatMap((text) =>
        [400, 1_500, 3_000].map((n) => text.repeat(n)),
      );
      const { source } = await create([session('a', T, said(...texts))]);
      expect((await readAll(source)).map(({ content }) => content)).to.deep.equal(texts);
    });

    it('keeps times to the last digit', async () => {
      const times = [1_789_958_349.6625626, 1_790_719_250.3541234, 0.1, 1 / 3, 4_199_999_999.9999995];
      const { source } = await create([
        session(
          'a',
          T,
          times.map((timestamp) => ({ content: 'x', timestamp })),
        ),
      ]);
      expect((await readAll(source)).map(({ timestamp }) => timestamp)).to.deep.equal(times);
    });

    it('takes a time outside 0 … 4.2e9 for damage', async () => {
      const times = [-1, 0, 4.2e9, 4.3e9, null];
      const { source } = await create([
        session(
          'a',
          T,
          times.map((timestamp) => ({ content: 'x', timestamp })),
        ),
      ]);
      expect((await readAll(source)).map(({ timestamp }) => timestamp)).to.deep.equal([
        null,
        0,
        4.2e9,
        null,
        null,
      ]);
    });

    it('marks messages that are not shown', async () => {
      const kinds = ['hidden', 'other', null];
      const { source } = await create([
        session(
          'a',
          T,
          kinds.map((display_kind) => ({ content: 'x', display_kind })),
        ),
      ]);
      expect((await readAll(source)).map(({ hidden }) => hidden)).to.deep.equal([true, false, false]);
    });

    it('finds sessions under odd ids', async () => {
      const ids = [
        '',
        ' ',
        `it's`,
        '"',
        ...(nulInIds ? ['a\0b'] : []),
        '%',
        '日本\u{1f600}',
        'x'.repeat(5_000),
        '7',
        'null',
        '; DROP TABLE sessions',
      ];
      const { source } = await create(ids.map((id, index) => session(id, T - index, said(`of ${id}`))));
      expect((await listAll(source)).map(({ id }) => id)).to.have.members(ids);
      expect((await readAll(source)).map(({ content }) => content)).to.have.members(
        ids.map((id) => `of ${id}`),
      );
    });

    it('pages through a large session between small ones', async () => {
      const many = Array.from({ length: 3_500 }, (_, index) => `${index}`);
      const { source } = await create([
        session('first', T + 2, said('1', '2')),
        session('large', T + 1, said(...many)),
        session('last', T, said('3')),
      ]);
      await withReader(source, async (reader) => {
        const sizes: number[] = [];
        const contents: (string | null)[] = [];
        for await (const page of reader.messages(await listed(reader))) {
          sizes.push(page.length);
          for (const message of page) contents.push((await withTexts(message)).content);
        }
        expect(contents).to.deep.equal(['1', '2', ...many, '3']);
        expect(Math.max(...sizes)).to.be.at.most(2_000);
      });
    });

    it('reads different sessions side by side', async () => {
      const many = Array.from({ length: 2_500 }, (_, index) => `${index}`);
      const { source } = await create([session('a', T + 1, said(...many)), session('b', T, said(...many))]);
      await withReader(source, async (reader) => {
        const sessions = await listed(reader);
        const read = await Promise.all(sessions.map((one) => collect(reader, [one])));
        expect(read.map((messages) => messages.map(({ content }) => content))).to.deep.equal([many, many]);
        expect(read.map((messages) => messages[0]?.sessionId)).to.deep.equal(['a', 'b']);
      });
    });

    it('reads nothing of a session that vanished since it was listed', async () => {
      const history = await create([session('stays', T, said('x')), session('goes', T + 1, said('y'))]);
      await withReader(history.source, async (reader) => {
        const sessions = await listed(reader);
        await history.deleteSession('goes');
        expect((await collect(reader, sessions)).map(({ sessionId }) => sessionId)).to.deep.equal(['stays']);
      });
    });

    it('sees what was written after listing', async () => {
      const history = await create([session('a', T, said('x'))]);
      await withReader(history.source, async (reader) => {
        const sessions = await listed(reader);
        await history.append('a', said('y'));
        expect((await collect(reader, sessions)).map(({ content }) => content)).to.deep.equal(['x', 'y']);
      });
    });
  });

  describe('ending', () => {
    it('refuses to list once interrupted', async () => {
      const { source } = await create([session('a', T, said('x'))]);
      await withReader(source, async (reader) => {
        reader.interrupt();
        await rejection(reader.list(), 'ERR_ACHIEVEMENTS_CLOSED');
      });
    });

    it('refuses to go on reading once interrupted', async () => {
      const { source } = await create([session('a', T, said(...Array<string>(5_000).fill('x')))]);
      await withReader(source, async (reader) => {
        const pages = reader.messages(await listed(reader))[Symbol.asyncIterator]();
        expect((await pages.next()).done).to.equal(false);
        reader.interrupt();
        await rejection(pages.next(), 'ERR_ACHIEVEMENTS_CLOSED');
      });
    });

    it('can be closed in the middle of a reading, and more than once', async () => {
      const { source } = await create([session('a', T, said(...Array<string>(5_000).fill('x')))]);
      const reader = await source.open();
      const sessions = await listed(reader);
      for await (const page of reader.messages(sessions)) {
        expect(page).to.not.deep.equal([]);
        break;
      }
      await Promise.all([reader.close(), reader.close()]);
      reader.interrupt();
      await reader.close();
      await rejection(reader.list(), 'ERR_ACHIEVEMENTS_CLOSED');
    });
  });
}
