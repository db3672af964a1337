import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { terminalPage } from './terminal-page.ts';

/**
 * Makes the pictures of docs/images from a real run of an example: `npx tsx tools/pictures.ts [ARGUMENTS OF RUN]`. The live view
 * is the last frame of the load as a terminal got it; the report is the top of the HTML file that the run wrote.
 */
const given = process.argv.slice(2);
const runArguments = given.length > 0 ? given : ['staircase'];
const images = resolve('docs/images');
const columns = 96;
const terminal = 'script';
const chromiumPath = process.env.LOADTEST_CHROMIUM ?? '/usr/bin/chromium';

const directory = await mkdtemp(join(tmpdir(), 'loadtest-pictures-'));
await mkdir(images, { recursive: true });
const typed = await inTerminal(directory, runArguments);
process.stdout.write(typed.slice(typed.lastIndexOf('\x1b[?25h\x1b[1m')));
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await drawTerminal(
    browser,
    terminalPage(`$ loadtest run ${runArguments.join(' ')}\n${lastFrame(typed)}`, columns),
  );
  for (const scheme of ['light', 'dark'] as const)
    await drawReport(browser, await reportOf(directory), scheme);
} finally {
  await browser.close();
  await rm(directory, { recursive: true });
}

/** What the run writes to a terminal of `columns` columns, byte by byte: util-linux's `script` provides the terminal. */
async function inTerminal(cwd: string, args: readonly string[]): Promise<string> {
  const entry = [process.execPath, '--import', import.meta.resolve('tsx'), resolve('cli/main.ts')];
  const line = `stty cols ${columns} rows 40; ${[...entry, 'run', ...args].join(' ')}`;
  const child = spawn(terminal, ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: { ...process.env, TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const text = (await buffer(child.stdout)).toString('utf8');
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(`the run ended with exit code ${exitCode}:\n${text}`);
  return text;
}

/** The last frame that was drawn while the load ran; each lies between the marks of a synchronised update. */
function lastFrame(text: string): string {
  const frames = text.split('\x1b[?2026h').map((part) => part.split('\x1b[?2026l')[0] ?? '');
  const drawn = frames.map((frame) => frame.slice(frame.lastIndexOf('\x1b[G') + 1).replace(/^\[G/, ''));
  const last = drawn.findLast((frame) => frame.startsWith('\x1b[1mload'));
  if (last === undefined) throw new Error('the run drew no frame of its load');
  return last.replaceAll('\r', '').trimEnd();
}

async function reportOf(cwd: string): Promise<string> {
  const runs = join(cwd, '.loadtest/runs');
  const [id = ''] = await readdir(runs);
  return join(runs, id, 'report.html');
}

async function drawTerminal(on: Browser, html: string): Promise<void> {
  const page = await on.newPage({ deviceScaleFactor: 1.5 });
  await page.setContent(html);
  await page.locator('pre').screenshot({ path: join(images, 'live-view.png'), omitBackground: true });
  await page.close();
}

/** From the heading to the chart of latencies. */
async function drawReport(on: Browser, file: string, colorScheme: 'light' | 'dark'): Promise<void> {
  const width = 1_100;
  const page = await on.newPage({ colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  const latency = await page.locator('figure').nth(1).boundingBox();
  const height = latency ? latency.y + latency.height + 20 : 1_200;
  const path = join(images, `report-${colorScheme}.png`);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height } });
  await page.close();
}
