import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type Compress, createBodyCache } from '#src/http/prepared.js';
import { kept } from '#src/http/responses.js';
import type { SnapshotView } from '#src/http/service.js';
import { VIEW } from './fake-service.js';

const GZIP = { headers: { 'accept-encoding': 'gzip' } };

/** A view that counts how often its payload is encoded. */
function countingView(): { readonly view: SnapshotView; readonly encoded: () => number } {
  let count = 0;
  const payload = {
    ...VIEW.payload,
    toJSON: () => {
      count += 1;
      return VIEW.payload;
    },
  };
  return { view: { payload, aggregate: {} }, encoded: () => count };
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
  it('is encoded once for each view, however many read it', async () => {
    const bodies = createBodyCache();
    const [first, second] = [countingView(), countingView()];
    for (const { view } of [first, second, first, first]) {
      await kept(bodies.of(view), { headers: {} });
      await kept(bodies.of(view), GZIP);
    }
    expect(first.encoded()).to.equal(1);
    expect(second.encoded()).to.equal(1);
    expect((await kept(bodies.of(first.view), GZIP)).body).to.equal(
      (await kept(bodies.of(first.view), GZIP)).body,
    );
  });

  it('is compressed once for all who ask meanwhile and later', async () => {
    const { compress, running } = manualCompression();
    const bodies = createBodyCache(compress);
    const readers = Array.from({ length: 50 }, async () => kept(bodies.of(VIEW), GZIP));
    expect(running).to.have.length(1);
    const zipped = Buffer.from('zipped');
    running[0]?.done(zipped);
    for (const { body } of await Promise.all(readers)) expect(body).to.equal(zipped);
    expect((await kept(bodies.of(VIEW), GZIP)).body).to.equal(zipped);
    expect(running).to.have.length(1);
  });

  it('is not compressed for who takes it as it is, or has it already', async () => {
    const { compress, running } = manualCompression();
    const body = createBodyCache(compress).of(VIEW);
    await kept(body, { headers: { 'accept-encoding': 'br' } });
    const { etag } = body.variant('gzip');
    const reply = await kept(body, { headers: { ...GZIP.headers, 'if-none-match': etag } });
    expect(reply.status).to.equal(304);
    expect(running).to.deep.equal([]);
  });

  it('is compressed anew after a failure', async () => {
    const { compress, running } = manualCompression();
    const body = createBodyCache(compress).of(VIEW);
    const failing = Promise.resolve(kept(body, GZIP));
    running[0]?.fail(new Error('out of memory'));
    expect(await failing.catch(String)).to.equal('Error: out of memory');
    const reading = kept(body, GZIP);
    running[1]?.done(Buffer.from('zipped'));
    expect((await reading).body?.toString()).to.equal('zipped');
  });

  it('says the same in every encoding', async () => {
    const body = createBodyCache().of(VIEW);
    const zipped = await body.variant('gzip').bytes();
    expect(JSON.parse(gunzipSync(zipped).toString())).to.deep.equal(VIEW.payload);
  });

  it('is not compressed when it is small', () => {
    const variant = createBodyCache().once([]).variant('gzip');
    expect(variant.encoding).to.equal('identity');
  });
});
