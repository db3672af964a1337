import type { Estimate, SizingOption } from '../../core/records/index.ts';
import { countText, usdText } from '../quantity-text.ts';
import { html, type Markup } from './markup.ts';

const width = 960;
const labelWidth = 300;
const rowHeight = 26;
const mostRows = 12;

/** What each shown option costs a month, with the tenth to the ninetieth percentile of its bill as a whisker. */
export function costChart({ options, recommended }: Estimate): Markup | false {
  const chosen = recommended === null ? undefined : options[recommended];
  const shown = options.filter(({ pareto }) => pareto).slice(0, mostRows);
  if (shown.length === 0) return false;
  const monthUsd = ({ autoscaled, usdPerMonth }: SizingOption) => autoscaled?.usdPerMonth ?? usdPerMonth.mid;
  const highest = Math.max(
    ...shown.map((option) => Math.max(monthUsd(option), option.uncertainty?.usdPerMonth.p90 ?? 0)),
  );
  const rows = shown.map((option) => {
    const { p10, p90 } = option.uncertainty?.usdPerMonth ?? { p10: null, p90: null };
    return {
      label: `${option.platform} ${option.architecture}, ${option.size}`,
      from: 0,
      to: monthUsd(option) / highest,
      whisker: p10 === null ? null : ([p10 / highest, p90 / highest] as const),
      value: usdText(monthUsd(option)),
      colour: option === chosen ? '--accent' : '--p50',
    };
  });
  return barChart('What the options cost a month, with P10 to P90', rows);
}

/** What each input moves the recommended option's bill by, between its tenth and its ninetieth percentile. */
export function tornadoChart({ tornado }: Pick<Estimate, 'tornado'>): Markup | false {
  if (tornado.length === 0) return false;
  const amounts = tornado.flatMap(({ lowUsd, highUsd }) => [lowUsd, highUsd]);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const place = (usd: number) => (usd - least) / (most - least);
  const rows = tornado.map(({ input, lowUsd, highUsd }) => ({
    label: input,
    from: place(Math.min(lowUsd, highUsd)),
    to: place(Math.max(lowUsd, highUsd)),
    whisker: null,
    value: `${usdText(lowUsd)} to ${usdText(highUsd)}`,
    colour: '--p95',
  }));
  return barChart('What moves the bill: each input from its P10 to its P90', rows);
}

interface Bar {
  readonly label: string;
  /** Shares of the width. */
  readonly from: number;
  readonly to: number;
  readonly whisker: readonly [number, number] | null;
  readonly value: string;
  readonly colour: string;
}

/** Bars with their labels and values. */
export function barChart(title: string, bars: readonly Bar[]): Markup {
  const room = width - labelWidth - 150;
  const x = (share: number) => (labelWidth + share * room).toFixed(1);
  const rows = bars.map(({ label, from, to, whisker, value, colour }, row) => {
    const y = row * rowHeight;
    const middle = y + rowHeight / 2;
    const end = Math.max(to, whisker?.[1] ?? 0);
    return html`<text x="${String(labelWidth - 10)}" y="${String(middle + 4)}" text-anchor="end" class="chart-label">${label}</text>
<rect x="${x(from)}" y="${String(y + 6)}" width="${Math.max(1, (to - from) * room).toFixed(1)}" height="${String(rowHeight - 12)}" style="fill:var(${colour})"/>
${whisker && html`<path d="M${x(whisker[0])} ${String(middle)}H${x(whisker[1])}M${x(whisker[0])} ${String(middle - 4)}v8M${x(whisker[1])} ${String(middle - 4)}v8" class="chart-whisker"/>`}
<text x="${(Number(x(end)) + 8).toFixed(1)}" y="${String(middle + 4)}" class="chart-label">${value}</text>
`;
  });
  const height = String(bars.length * rowHeight);
  return html`<h3>${title}</h3>
<svg class="bars" viewBox="0 0 ${String(width)} ${height}" role="img" aria-label="${title}">
${rows}</svg>`;
}

/** The priced week: requests a second of each hour, and the tasks of the recommended option's policy. */
export function weekChart({ week, connections }: Estimate): Markup | false {
  const { hourlyPerSec, hourlyTasks } = week;
  if (!hourlyPerSec) return false;
  const height = 150;
  const title = 'The week that is priced, Monday to Sunday';
  const line = (values: readonly number[]) => {
    const most = Math.max(...values);
    const points = values.map((value, hour) => {
      const [x, y] = [(hour * width) / (values.length - 1), height - 4 - ((height - 24) * value) / most];
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    return `M${points.join('L')}`;
  };
  const requests = `${connections ? 'messages' : 'requests'}/s, at most ${countText(Math.max(...hourlyPerSec))}`;
  const tasks = hourlyTasks && `tasks, at most ${countText(Math.max(...hourlyTasks))}`;
  return html`<h3>${title}</h3>
<svg class="bars" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${title}">
<path d="${line(hourlyPerSec)}" class="chart-line" style="stroke:var(--p95)"/>
${hourlyTasks && html`<path d="${line(hourlyTasks)}" class="chart-line" style="stroke:var(--server)"/>`}
</svg>
<p class="note"><span style="color:var(--p95)">${requests}</span>${tasks && html`, <span style="color:var(--server)">${tasks}</span>`}; hourly means.</p>`;
}
