import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../reports/formats.ts';
import { makeModel } from '../reports/fixtures.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const hostile =
  '</script><script>globalThis.broken = true</script><img src=x onerror="globalThis.broken = true">';

let browser: Browser;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'report-'));
  browser = await chromium.launch({
    executablePath: process.env.LOADTEST_CHROMIUM ?? '/usr/bin/chromium',
    args: [...flags, '--disable-component-update', '--disable-sync'],
  });
});

afterAll(async () => {
  await browser.close();
  await rm(directory, { recursive: true });
});

interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
  readonly requests: readonly string[];
}

async function openReport(
  options: Parameters<Browser['newPage']>[0],
  model = makeModel(),
): Promise<OpenPage> {
  const file = path.join(directory, 'report.html');
  await writeFile(file, formats.html.render(model));
  const page = await browser.newPage({ offline: true, ...options });
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, problems, requests };
}

/** For each chart: its id, the number of different colours on its canvas, and what it says to those who do not see it. */
function readCanvases(page: Page) {
  return page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set(new Uint32Array(data.buffer));
    return { id: canvas.id, colours: colours.size, label: canvas.getAttribute('aria-label') };
  })`) as Promise<readonly { id: string; colours: number; label: string }[]>;
}

const pixelsScript = (id: string) => `document.getElementById('chart-${id}').toDataURL()`;

const pixelsOf = (page: Page, id: string) => page.evaluate(pixelsScript(id)) as Promise<string>;

async function waitForOtherPixels(page: Page, id: string, before: string): Promise<void> {
  await page.waitForFunction(`${pixelsScript(id)} !== ${JSON.stringify(before)}`);
}

const background = (page: Page) =>
  page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;

describe.sequential('the HTML report in a browser', () => {
  it.each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(20, 23, 27)'],
  ] as const)(
    'draws every chart in the %s scheme, without network and without a word on the console',
    async (colorScheme, colour) => {
      const { page, problems, requests } = await openReport({ colorScheme });
      const canvases = await readCanvases(page);
      expect(canvases.map(({ id }) => id)).toEqual(
        expect.arrayContaining([
          'chart-throughput',
          'chart-latency',
          'chart-errors',
          'chart-vus',
          'chart-distribution',
        ]),
      );
      for (const { id, colours, label } of canvases) {
        expect(colours, id).toBeGreaterThan(10);
        expect(label, id).toMatch(/\d/);
      }
      expect(await background(page)).toBe(colour);
      expect(problems).toEqual([]);
      expect(requests).toHaveLength(1);
      await page.close();
    },
  );

  it('redraws when the colour scheme changes, and in light colours for print', async () => {
    const { page } = await openReport({ colorScheme: 'light' });
    const light = await pixelsOf(page, 'latency');
    await page.emulateMedia({ colorScheme: 'dark' });
    await waitForOtherPixels(page, 'latency', light);
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await background(page)).toBe('rgb(255, 255, 255)');
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    expect(await background(page)).toBe('rgb(20, 23, 27)');
    await page.close();
  });

  it.each([320, 375, 768])('does not overflow a viewport of %i pixels', async (width) => {
    const { page } = await openReport({ viewport: { width, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('shows hostile names as text', async () => {
    const { requests, observed } = makeModel().result;
    const { page, problems } = await openReport(
      {},
      makeModel({
        scenario: hostile,
        requests: requests.map((request) => ({ ...request, name: hostile })),
        observed: observed.map((series) => ({ ...series, resource: hostile })),
      }),
    );
    expect(await page.evaluate('globalThis.broken')).toBeUndefined();
    expect(await page.locator('h1').textContent()).toBe(hostile);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('shows the numbers at the pointer', async () => {
    const { page, problems } = await openReport({});
    const before = await pixelsOf(page, 'vus');
    await page.locator('#chart-latency').hover();
    await waitForOtherPixels(page, 'vus', before);
    expect(problems).toEqual([]);
    await page.close();
  });
});
