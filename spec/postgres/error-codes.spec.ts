import { expect } from 'chai';
import { byCode, codeOf, isOfTls } from '#src/postgres/error-codes.js';

describe('The code of what was thrown', () => {
  it('is that of an error, whatever threw it, and none where there is none', () => {
    expect(codeOf(Object.assign(new Error('no'), { code: '57P01' }))).to.equal('57P01');
    expect(codeOf({ code: 'ECONNRESET' })).to.equal('ECONNRESET');
    for (const other of [new Error('no'), {}, null, undefined, 'ECONNRESET', 57, true, () => {}])
      expect(codeOf(other), String(other)).to.equal('');
  });

  it('is looked up whole before its class is, and has a class only as a SQLSTATE', () => {
    const table = new Map([
      ['57', 'class'],
      ['57014', 'itself'],
      ['EC', 'no class'],
    ]);
    expect(['57014', '57P01', 'ECONNRESET', '58000', ''].map((code) => byCode(table, code))).to.deep.equal([
      'itself',
      'class',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('may be one of certificates or the handshake', () => {
    const codes = [
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERR_TLS_HANDSHAKE_TIMEOUT',
      'EPROTO',
      '57P01',
    ];
    expect(codes.map(isOfTls)).to.deep.equal([true, true, true, true, false]);
  });
});
