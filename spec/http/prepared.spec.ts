import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type Compress, createBodyCache } from '#src/http/prepared.js';
import { kept } from '#src/http/responses.js';
import { VIEW } from './fake-service.js';

const GZIP = { headers: { 'accept-encoding': 'gzip' } };

/** A value that counts how often it is encoded. */
function counting(): { readonly value: object; readonly encoded: () => number } {
  let count = 0;
  const value = {
    toJSON: () => {
      count += 1;
      return VIEW.payload;
    },
  };
  return { value, encoded: () => count };
}

/** Compression that is done when the test says so. */
function manualCompression() {
  const running: { readonly done: (bytes: Buffer) => void; readonly fail: (error: Error) => void }[] = [];
  const compress: Compress = () =>
    new Promise((done, fail) => {
      running.push({ done, fail });
    });
  return { compress, running };
}

describe('a prepared body', () => {
  it('is encoded once for each value that is kept, however many read it', async () => {
    const bodies = createBodyCache();
    const [first, second] = [counting(), counting()];
    for (const { value } of [first, second, first, first]) {
      await kept(bodies.of(value), { headers: {} });
      await kept(bodies.of(value), GZIP);
    }
    expect(first.encoded()).to.equal(1);
    expect(second.encoded()).to.equal(1);
    expect((await kept(bodies.of(first.value), GZIP)).body).to.equal(
      (await kept(bodies.of(first.value), GZIP)).body,
    );
  });

  it('is compressed once for all who ask meanwhile and later', async () => {
    const { compress, running } = manualCompression();
    const bodies = createBodyCache(compress);
    const readers = Array.from({ length: 50 }, async () => kept(bodies.of(VIEW.payload), GZIP));
    expect(running).to.have.length(1);
    const zipped = Buffer.from('zipped');
    running[0]?.done(zipped);
    for (const { body } of await Promise.all(readers)) expect(body).to.equal(zipped);
    expect((await kept(bodies.of(VIEW.payload), GZIP)).body).to.equal(zipped);
    expect(running).to.have.length(1);
  });

  it('is not compressed for who takes it as it is, or has it already', async () => {
    const { compress, running } = manualCompression();
    const body = createBodyCache(compress).of(VIEW.payload);
    await kept(body, { headers: { 'accept-encoding': 'br' } });
    const { etag } = body.variant('gzip');
    const reply = await kept(body, { headers: { ...GZIP.headers, 'if-none-match': etag } });
    expect(reply.status).to.equal(304);
    expect(running).to.deep.equal([]);
  });

  it('is compressed anew after a failure', async () => {
    const { compress, running } = manualCompression();
    const body = createBodyCache(compress).of(VIEW.payload);
    const failing = Promise.resolve(kept(body, GZIP));
    running[0]?.fail(new Error('out of memory'));
    expect(await failing.catch(String)).to.equal('Error: out of memory');
    const reading = kept(body, GZIP);
    running[1]?.done(Buffer.from('zipped'));
    expect((await reading).body?.toString()).to.equal('zipped');
  });

  it('says the same in every encoding', async () => {
    const body = createBodyCache().of(VIEW.payload);
    const zipped = await body.variant('gzip').bytes();
    expect(JSON.parse(gunzipSync(zipped).toString())).to.deep.equal(VIEW.payload);
  });

  it('of text has the type that it is given', async () => {
    const { headers, body } = await kept(createBodyCache().text('é', 'text/markdown; charset=utf-8'), {
      headers: {},
    });
    expect(headers).to.include({ 'Content-Type': 'text/markdown; charset=utf-8', 'Content-Length': '2' });
    expect(body?.toString()).to.equal('é');
  });

  it('is not compressed when it is small', () => {
    const variant = createBodyCache().once([]).variant('gzip');
    expect(variant.encoding).to.equal('identity');
  });
});
