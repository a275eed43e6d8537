import { expect } from 'chai';
import { isLocalModel, keptModel, modelName, providerOf } from '#src/engine/folding/models.js';

describe('model names', () => {
  const providers: readonly (readonly [string | null, string | null])[] = [
    ['x-ai/grok/beta', 'x-ai'],
    ['openrouter/anthropic/claude', 'openrouter'],
    ['none/llama', 'none'],
    ['OpenAI-GPT', 'openai'],
    ['gemini-2.5-pro', 'google'],
    ['google-gemini', 'google'],
    ['metaphor', 'meta'],
    ['codex-by-openai', 'openai'],
    ['gpt-5-codex', 'codex'],
    ['k2:free', 'k2'],
    ['llama3:8b-instruct', 'llama3'],
    ['claude-opus-4:beta', 'claude'],
    ['o3', 'o3'],
    ['  X-AI/grok\u0085\x1c', 'x-ai'],
    ['\ufeffx-ai/grok', '\ufeffx-ai'],
    ['', null],
    [null, null],
    ['None', null],
    [' none ', null],
    ['\u00a0\u3000', null],
    ['/grok', null],
    [':free', null],
    ['-x', null],
  ];
  for (const [model, provider] of providers) {
    it(`take ${JSON.stringify(model)} to be of ${provider ?? 'no provider'}`, () => {
      expect(providerOf(model)).to.equal(provider);
    });
  }

  const local = [
    'OLLAMA/llama3',
    'llama.cpp',
    'http://localhost:1',
    '127.0.0.1:1234',
    'local/foo',
    'local:bar',
  ];
  for (const model of [...local, 'foo.GGUF', 'vllm-local', 'nonlocal/foo', ' local/']) {
    it(`take ${JSON.stringify(model)} to run locally`, () => {
      expect(isLocalModel(model)).to.equal(true);
    });
  }

  for (const model of ['local', 'localfoo', 'vllm', 'llama', '127.0.0.2', '', null]) {
    it(`take ${JSON.stringify(model)} to run elsewhere`, () => {
      expect(isLocalModel(model)).to.equal(false);
    });
  }

  it('are told apart as they are written, and only the empty one and None are no name', () => {
    expect(['', 'None', null].map(modelName)).to.deep.equal([null, null, null]);
    expect(['none', ' GPT', 'GPT', 'gpt'].map(modelName)).to.deep.equal(['none', ' GPT', 'GPT', 'gpt']);
  });

  it('are trimmed in linear time', () => {
    expect(providerOf(`a${' '.repeat(1_000_000)}b`)).to.have.length(1_000_002);
  });

  it('are kept whole, but for long ones: of these their beginning, and what counts of the whole', () => {
    for (const model of [null, '', 'None', 'openai/gpt', 'x'.repeat(200)])
      expect(keptModel(model)).to.deep.equal({ model });
    const beginning = ' '.repeat(200);
    const kept = ['a', 'b', 'openai/a', 'a:OLLAMA'].map((end) => keptModel(beginning + end));
    expect(kept.map(({ model }) => model)).to.deep.equal(kept.map(() => beginning));
    expect(new Set(kept.map(({ long }) => long?.model)).size).to.equal(4);
    expect(kept.map(({ long }) => [long?.provider, long?.local])).to.deep.equal([
      ['a', false],
      ['b', false],
      ['openai', false],
      ['ollama', true],
    ]);
    for (const { long } of [...kept, keptModel('x'.repeat(5_000_000))])
      expect(JSON.stringify(long)).to.have.length.below(600);
  });
});
