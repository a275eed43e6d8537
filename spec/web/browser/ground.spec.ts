import { expect } from 'chai';
import { describeInChromium, type InChromium } from '../support/chromium.js';
import { embedding } from '../support/dashboard.js';

const ELEMENT = '<hermes-achievements></hermes-achievements>';

/** What a host has around the element, and what that makes of it for readers whose system is light. */
const GROUNDS: readonly (readonly [title: string, head: string, body: string, scheme: 'light' | 'dark'])[] = [
  ['a page that says nothing', '', ELEMENT, 'light'],
  ['a dark body', 'body { background: #0d1117 }', ELEMENT, 'dark'],
  ['a dark root', ':root { background: rgb(13 17 23) }', ELEMENT, 'dark'],
  ['a body in newer colours', 'body { background: oklch(25% 0.02 260) }', ELEMENT, 'dark'],
  ['a body of mixed colours', 'body { background: color-mix(in srgb, black 80%, white) }', ELEMENT, 'dark'],
  [
    'a dark picture with light text',
    'body { background: linear-gradient(#111, #334); color: #eee }',
    ELEMENT,
    'dark',
  ],
  ['a light picture', 'body { background: linear-gradient(#fff, #eee) }', ELEMENT, 'light'],
  ['a dark card on a light page', 'div { background: #222 }', `<div>${ELEMENT}</div>`, 'dark'],
  [
    'a light card on a dark page',
    'body { background: #111 } div { background: white }',
    `<div>${ELEMENT}</div>`,
    'light',
  ],
  [
    'a veil over a dark page',
    'body { background: #111 } div { background: #ffffff1a }',
    `<div>${ELEMENT}</div>`,
    'dark',
  ],
  ['a page of a dark scheme', ':root { color-scheme: dark }', ELEMENT, 'dark'],
  ['a part with a scheme of its own', 'div { color-scheme: dark }', `<div>${ELEMENT}</div>`, 'dark'],
  ['a scheme that the host gives the element', 'hermes-achievements { color-scheme: dark }', ELEMENT, 'dark'],
  [
    'the attribute on a dark page',
    'body { background: #111 }',
    ELEMENT.replace('>', ' theme="light">'),
    'light',
  ],
];

describeInChromium('The element takes its colours', ({ start, visit }) => {
  for (const [title, style, body, scheme] of GROUNDS) {
    it(`from ${title}: ${scheme}`, async () => {
      const page = await open({ start, visit }, style, body);
      expect(await page.schemes()).to.deep.equal([scheme]);
    });
  }

  it('from a dark page around a shadow root', async () => {
    const page = await open({ start, visit }, 'body { background: #111 }', '<section></section>');
    await page.tab.page.evaluate(() => {
      const root = document.querySelector('section')?.attachShadow({ mode: 'open' });
      root?.append(document.createElement('hermes-achievements'));
    });
    const scheme = await page.tab.page.evaluate(() => {
      const element = document.querySelector('section')?.shadowRoot?.querySelector('hermes-achievements');
      return element ? getComputedStyle(element).colorScheme : '';
    });
    expect(scheme).to.equal('dark');
  });

  it('anew when the host turns over, by class, attribute or style, at once or fading', async () => {
    const style = `body { background: white } .dark body, [data-theme='dark'] body { background: #111 }
      .slow { transition: background-color 0.2s }`;
    const { tab, becomes } = await open({ start, visit }, style, ELEMENT);
    await becomes('light');
    const turns: readonly (readonly [string, 'light' | 'dark'])[] = [
      [`document.documentElement.classList.add('dark')`, 'dark'],
      [`document.documentElement.classList.remove('dark')`, 'light'],
      [`document.documentElement.dataset.theme = 'dark'`, 'dark'],
      [`document.documentElement.removeAttribute('data-theme')`, 'light'],
      [`document.body.style.background = '#000'`, 'dark'],
      [`document.body.style.background = ''`, 'light'],
      [`document.body.className = 'slow'; document.body.style.background = '#000'`, 'dark'],
    ];
    for (const [turn, scheme] of turns) {
      await tab.page.evaluate(turn);
      await becomes(scheme);
    }
  });

  it('anew when the system turns over, where the page follows it', async () => {
    const { tab, becomes } = await open({ start, visit }, ':root { color-scheme: light dark }', ELEMENT);
    await becomes('light');
    await tab.page.emulateMedia({ colorScheme: 'dark' });
    await becomes('dark');
  });

  it('from a style sheet that comes late', async () => {
    const { tab, becomes } = await open({ start, visit }, '', ELEMENT);
    await becomes('light');
    await tab.page.evaluate(() => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/late.css' });
      document.head.append(link);
    });
    await becomes('dark');
  });
});

async function open({ start, visit }: InChromium, style: string, body: string) {
  const dashboard = await start({
    base: '/a',
    before: (app) => {
      app.get('/host.css', (_request, response) => void response.type('css').send(style));
      app.get(
        '/late.css',
        (_request, response) => void response.type('css').send('body { background: #111 }'),
      );
      app.get('/host', embedding('/a', `<link rel="stylesheet" href="/host.css">${body}`));
    },
  });
  const tab = await visit(dashboard, { url: `${dashboard.origin}/host` });
  await tab.page.evaluate(() => customElements.whenDefined('hermes-achievements').then(() => true));
  const schemes = () =>
    tab.page
      .locator('hermes-achievements')
      .evaluateAll((found) => found.map((element) => getComputedStyle(element).colorScheme));
  const becomes = async (scheme: string) => {
    await tab.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('hermes-achievements')].every(
          (element) => getComputedStyle(element).colorScheme === wanted,
        ),
      scheme,
      { timeout: 5_000 },
    );
  };
  return { tab, schemes, becomes };
}
