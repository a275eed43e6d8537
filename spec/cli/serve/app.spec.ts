import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { createApp } from '#src/cli/serve/app.js';

describe('The app of the standalone server', () => {
  it('answers where there is nothing with a problem that tells what there is', async () => {
    const answer = await request(createApp(express.Router())).get('/nowhere').expect(404);
    expect(answer.type).to.equal('application/problem+json');
    expect(answer.body).to.deep.include({ status: 404, title: 'Not Found' });
    expect(answer.body.detail).to.include('/achievements');
  });

  for (const [title, error, status] of [
    ['an error', new Error('a secret'), 500],
    ['a path that cannot be decoded', new URIError('a secret'), 400],
  ] as const) {
    it(`answers ${title} with a problem that tells nothing of the inside`, async () => {
      const router = express.Router();
      router.get('/broken', () => {
        throw error;
      });
      const answer = await request(createApp(router)).get('/broken').expect(status);
      expect(answer.type).to.equal('application/problem+json');
      expect(answer.body).to.include({ status });
      expect(answer.text).not.to.match(/secret|\.js/);
    });
  }
});
