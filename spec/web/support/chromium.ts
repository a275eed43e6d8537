import { existsSync } from 'node:fs';
import { env } from 'node:process';
import { expect } from 'chai';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Dashboard, type DashboardOptions, startDashboard } from './dashboard.js';

const { CI, CHROMIUM_PATH } = env;

/** The one without windows first: a page opens in two thirds of the time. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Tab {
  readonly page: Page;
  /** What the browser complains about: errors, warnings of the policy, requests to elsewhere. */
  readonly complaints: string[];
}

export interface Visit extends BrowserContextOptions {
  readonly url?: string;
  /** Before anything is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** Complaints that belong to what is tried. */
  readonly expected?: RegExp;
}

export interface InChromium {
  readonly start: (options?: DashboardOptions) => Promise<Dashboard>;
  readonly visit: (dashboard: Pick<Dashboard, 'url' | 'origin'>, visit?: Visit) => Promise<Tab>;
}

/**
 * Specs that need a browser. Each page that they visit must end without a complaint. Where there is no Chromium they are
 * skipped, but not in CI.
 */
export function describeInChromium(title: string, specs: (tools: InChromium) => void): void {
  describe(`${title}, in Chromium`, function () {
    this.timeout(60_000);
    let browser: Browser | undefined;
    const dashboards: Dashboard[] = [];
    const tabs: { readonly tab: Tab; readonly expected: RegExp | undefined }[] = [];

    before(async function () {
      const executablePath = chromiumPath();
      if (executablePath === undefined) {
        if (CI !== undefined) throw new Error('There is no Chromium; CHROMIUM_PATH says where one is.');
        console.log('    skipped: there is no Chromium here; CHROMIUM_PATH says where one is');
        this.skip();
      }
      browser = await chromium.launch({ executablePath, args: FLAGS });
    });
    after(() => browser?.close());

    afterEach(async () => {
      const seen = tabs.splice(0);
      await Promise.all(seen.map(({ tab }) => tab.page.context().close()));
      await Promise.all(dashboards.splice(0).map((dashboard) => dashboard.close()));
      for (const { tab, expected } of seen) {
        expect(tab.complaints.filter((line) => !expected?.test(line))).to.deep.equal([]);
      }
    });

    specs({
      start: async (options) => {
        const dashboard = await startDashboard(options);
        dashboards.push(dashboard);
        return dashboard;
      },
      visit: async (dashboard, { url = dashboard.url, prepare, expected, ...options } = {}) => {
        if (browser === undefined) throw new Error('no browser');
        const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
        const page = await context.newPage();
        const tab: Tab = { page, complaints: complaintsOf(page, dashboard.origin) };
        tabs.push({ tab, expected });
        await prepare?.(page);
        await page.goto(url);
        return tab;
      },
    });
  });
}

function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(?:blob|data):/.test(url)) complaints.push(`went to ${url}`);
  });
  return complaints;
}

function chromiumPath(): string | undefined {
  return CHROMIUM_PATH ?? PLACES.find((path) => existsSync(path));
}
