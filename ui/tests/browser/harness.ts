/** Serves the built window with the app's own content security policy and opens it in Chromium. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll } from 'vitest';
import type { Ipc } from '../../src/ipc';
import { NOW } from '../fake/rows';
import type { Options } from '../fake/options';

const ui = fileURLToPath(new URL('../..', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

export interface Visit extends Options {
  width?: number;
  height?: number;
  forcedColors?: 'active' | 'none';
  reducedMotion?: 'reduce' | 'no-preference';
  /** Leaves the page's clock running. */
  realTime?: boolean;
  locale?: string;
}

/** One page that goes from visit to visit: nothing is kept between them but the browser's cache. */
export interface Walk {
  visit(visit?: Visit): Promise<Page>;
}

export interface Bench {
  browser: Browser;
  visit(visit?: Visit): Promise<Page>;
  /** A page for many visits, which saves the making of a new one each time. */
  walk(): Promise<Walk>;
  /** Everything the pages complained about: errors and policy violations. */
  complaints: string[];
  close(): Promise<void>;
}

async function fakeScript(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(ui, 'tests/fake/entry.ts'), formats: ['iife'], name: 'fake' },
    },
  })) as Rolldown.RolldownOutput[];
  const chunk = built[0]?.output[0];
  if (!chunk) throw new Error('the fake was not built');
  return chunk.code;
}

function serve(): Promise<{ server: Server; origin: string }> {
  const conf = JSON.parse(readFileSync(join(ui, '../tauri.conf.json'), 'utf8')) as {
    app: { security: { csp: string } };
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const file = path === '/' ? '/index.html' : path;
    try {
      const body = readFileSync(join(ui, 'dist', file));
      response.writeHead(200, {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': conf.app.security.csp,
        // The names of the built files carry their hash.
        'cache-control': file === '/index.html' ? 'no-store' : 'max-age=3600',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ server, origin: `http://127.0.0.1:${port}` });
    });
  });
}

/** `more`: further arguments of the browser. */
export async function openBench(more: readonly string[] = []): Promise<Bench> {
  const [script, { server, origin }] = await Promise.all([fakeScript(), serve()]);
  // Last: a failure before it leaves no browser behind.
  const browser = await chromium.launch({
    executablePath: join(ui, 'tests/browser/chromium'),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
  const complaints: string[] = [];

  async function visit(it: Visit = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: it.width ?? 1180, height: it.height ?? 760 },
      locale: it.locale ?? 'en-GB',
      timezoneId: 'UTC',
      forcedColors: it.forcedColors ?? 'none',
      reducedMotion: it.reducedMotion ?? 'no-preference',
      colorScheme: it.theme === 'dark' ? 'dark' : 'light',
    });
    const page = await context.newPage();
    listen(page);
    if (it.realTime !== true) await page.clock.setFixedTime(NOW);
    const options = JSON.stringify(it);
    await page.addInitScript({ content: `window.__FAKE_OPTIONS__ = ${options};\n${script}` });
    await arrive(page, origin);
    return page;
  }

  function listen(page: Page): void {
    page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error') complaints.push(text);
    });
  }

  async function arrive(page: Page, address: string): Promise<void> {
    await page.goto(address);
    await page.locator('main').waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  }

  async function walk(): Promise<Walk> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
    const page = await context.newPage();
    listen(page);
    await page.clock.setFixedTime(NOW);
    const begin =
      "localStorage.clear(); window.__FAKE_OPTIONS__ = JSON.parse(new URLSearchParams(location.search).get('fake') ?? '{}');";
    await page.addInitScript({
      content: `if (location.protocol === 'http:') { ${begin}\n${script}\n }`,
    });
    return {
      async visit(it = {}) {
        if (it.realTime === true || it.locale !== undefined) return visit(it);
        await page.setViewportSize({ width: it.width ?? 1180, height: it.height ?? 760 });
        await page.emulateMedia({
          forcedColors: it.forcedColors ?? 'none',
          reducedMotion: it.reducedMotion ?? 'no-preference',
          colorScheme: it.theme === 'dark' ? 'dark' : 'light',
        });
        // Away first: the same address again would only be a step within the page.
        await page.goto('about:blank');
        await arrive(page, `${origin}/?fake=${encodeURIComponent(JSON.stringify(it))}`);
        return page;
      },
    };
  }

  return {
    browser,
    visit,
    walk,
    complaints,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

export interface Setup {
  bench: Bench;
  walk: Walk;
  /** Runs a test in the one page, on a visit without motion. */
  within(visit: Visit, run: (page: Page) => Promise<void>): Promise<void>;
  /** The same in a page that no other test uses meanwhile, for tests that run at once. */
  apart(visit: Visit, run: (page: Page) => Promise<void>): Promise<void>;
}

/** Chromium with one page for the tests of a file, closed after them. */
export async function setup(): Promise<Setup> {
  let bench: Bench | null = null;
  afterAll(() => bench?.close());
  const opened = await openBench();
  bench = opened;
  const walk = await opened.walk();
  const free = [walk];
  return {
    bench: opened,
    walk,
    async within(visit, run) {
      await run(await walk.visit({ reducedMotion: 'reduce', ...visit }));
    },
    async apart(visit, run) {
      const mine = free.pop() ?? (await opened.walk());
      try {
        await run(await mine.visit({ reducedMotion: 'reduce', ...visit }));
      } finally {
        free.push(mine);
      }
    },
  };
}

/** What the window asked of the app under this name, oldest first: the arguments of each call. */
export async function calls(page: Page, name: keyof Ipc): Promise<unknown[][]> {
  return page.evaluate(
    (which) => window.__FAKE__.calls.filter((it) => it[0] === which).map((it) => it.slice(1)),
    name,
  );
}

/** The id of the fake app's client of this name. */
export async function idOf(page: Page, name: string): Promise<string> {
  return page.evaluate((it) => window.__FAKE__.byName(it).id, name);
}
