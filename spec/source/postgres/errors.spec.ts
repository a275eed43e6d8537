import { expect } from 'chai';
import { fromPostgres, passes } from '#src/source/postgres/errors.js';

const error = (code: string) => Object.assign(new Error(`postgres://me:s3cret@h/d ${code}`), { code });
const words = (code: string) => fromPostgres(error(code), 'h/d/s');

describe('What goes wrong with PostgreSQL', () => {
  const KINDS: readonly (readonly [codes: readonly string[], error: string, passes: boolean])[] = [
    [['28000', '28P01'], 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS', false],
    [['3D000'], 'ERR_ACHIEVEMENTS_DATABASE_MISSING', false],
    [['3F000', '42P01', '42703'], 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA', false],
    [['42501'], 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE', false],
    [['57014'], 'ERR_ACHIEVEMENTS_DATABASE_BUSY', false],
    [['55P03'], 'ERR_ACHIEVEMENTS_DATABASE_BUSY', false],
    [['25P03'], 'ERR_ACHIEVEMENTS_DATABASE_BUSY', true],
    [
      ['08000', '08003', '08006', 'CONNECTION_CLOSED', 'ECONNREFUSED', 'ECONNRESET'],
      'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE',
      true,
    ],
    [['SILENT', 'CONNECT_TIMEOUT', 'ETIMEDOUT'], 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', false],
    [['57P01', '57P02', '57P03', '57P05'], 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', true],
    [['ENOTFOUND'], 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', false],
    [['EAI_AGAIN'], 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', true],
    [['53300'], 'ERR_ACHIEVEMENTS_DATABASE_BUSY', false],
    [['53100', '53200'], 'ERR_ACHIEVEMENTS_DATABASE_IO', false],
    [['40001', '40P01'], 'ERR_ACHIEVEMENTS_DATABASE_BUSY', true],
    [['58030'], 'ERR_ACHIEVEMENTS_DATABASE_IO', false],
    [['XX001', 'XX002'], 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED', false],
    [
      ['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS',
      false,
    ],
    [['22P02'], 'ERR_ACHIEVEMENTS_DATABASE_IO', false],
    [[''], 'ERR_ACHIEVEMENTS_SCAN', false],
  ];

  for (const [codes, code, again] of KINDS) {
    it(`is ${code} for ${codes.join(', ') || 'what has no code'}${again ? ', and worth another try' : ''}`, () => {
      for (const one of codes) {
        expect(words(one).code, one).to.equal(code);
        expect(passes(error(one)), one).to.equal(again);
      }
    });
  }

  it('is another message for each, which names the history and nothing else of its address', () => {
    const messages = KINDS.map(([[first = '']]) => words(first).message);
    expect(new Set(messages).size).to.equal(KINDS.length);
    for (const message of messages) {
      expect(message).to.match(/^The history in PostgreSQL \(h\/d\/s\) .+\.$/);
      expect(message).not.to.include('s3cret');
    }
  });
});
