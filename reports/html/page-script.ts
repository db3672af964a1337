/**
 * The page's script: draws the panels that stand in `#report-data` with Chart.js, in the colours of the style
 * sheet, and again when the colour scheme changes or the page is printed. It runs in the browser as it is.
 */
export const pageScript = `(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue('--' + name).trim();
  let charts = [];
  let hoverSec = null;

  const digits = (value) =>
    new Intl.NumberFormat('en-US', Math.abs(value) < 1 ? { maximumSignificantDigits: 3 } :
      { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2 }).format(value);
  const formats = {
    ms: (v) => (Math.abs(v) < 1000 ? digits(v) + ' ms' : digits(v / 1000) + ' s'),
    share: (v) => digits(v * 100) + ' %',
    '/s': (v) => digits(v) + '/s',
    bytes: (v) => {
      const power = v < 1 ? 0 : Math.min(4, Math.floor(Math.log2(v) / 10));
      return digits(v / 1024 ** power) + ' ' + ['B', 'KiB', 'MiB', 'GiB', 'TiB'][power];
    },
  };
  const format = (unit) => formats[unit] || ((v) => digits(v) + (unit && unit !== 'cores' ? ' ' + unit : ''));
  const clock = (sec) => {
    const two = (v) => String(v).padStart(2, '0');
    const whole = Math.floor(sec);
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(whole % 60);
  };
  const timeStep = (spanSec, ticks) =>
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200].find((s) => spanSec / s <= ticks) || 86400;

  const label = (ctx, text, x, y, align) => {
    ctx.font = '11px ' + Chart.defaults.font.family;
    ctx.textAlign = align;
    ctx.fillText(text, x, y);
  };
  const vertical = (ctx, x, area, dash) => {
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, area.top);
    ctx.lineTo(x, area.bottom);
    ctx.stroke();
    ctx.setLineDash([]);
  };

  const drawBands = (chart) => {
    const { ctx, chartArea: area, scales } = chart;
    data.bands.forEach((band, index) => {
      const left = Math.max(area.left, scales.x.getPixelForValue(band.startSec));
      const right = Math.min(area.right, scales.x.getPixelForValue(band.endSec));
      ctx.fillStyle = colour(index % 2 ? 'band-2' : 'band');
      ctx.fillRect(left, area.top, right - left, area.bottom - area.top);
      if (chart.panel.id !== data.panels[0].id) return;
      ctx.fillStyle = colour('muted');
      if (ctx.measureText(band.label).width < right - left - 8) label(ctx, band.label, left + 6, area.top + 13, 'left');
    });
  };
  const outlined = (ctx, text, x, y) => {
    ctx.font = '11px ' + Chart.defaults.font.family;
    ctx.textAlign = 'right';
    ctx.lineWidth = 4;
    ctx.strokeStyle = colour('page');
    ctx.strokeText(text, x, y);
    ctx.lineWidth = 1;
    ctx.fillText(text, x, y);
  };
  const drawLimits = (chart) => {
    const { ctx, chartArea: area, scales } = chart;
    let above = 0;
    for (const limit of chart.panel.limits) {
      const y = scales.y.getPixelForValue(limit.value);
      ctx.fillStyle = colour('bad');
      if (y < area.top) {
        outlined(ctx, limit.label + ' ↑', area.right - 4, area.top + 12 + 14 * above++);
        continue;
      }
      ctx.strokeStyle = colour('bad');
      ctx.setLineDash([5, 4]);
      ctx.beginPath();
      ctx.moveTo(area.left, y);
      ctx.lineTo(area.right, y);
      ctx.stroke();
      ctx.setLineDash([]);
      outlined(ctx, limit.label, area.right - 4, y - 5);
    }
  };
  const drawMarks = (chart) => {
    const { ctx, chartArea: area, scales } = chart;
    let lastRight = -Infinity;
    let row = 0;
    for (const mark of chart.panel.marks) {
      const x = scales.x.getPixelForValue(mark.x);
      ctx.strokeStyle = colour('muted');
      vertical(ctx, x, area, [2, 3]);
      row = x + 4 < lastRight ? row + 1 : 0;
      ctx.fillStyle = colour('text');
      label(ctx, mark.label, x + 4, area.top + 10 + row * 13, 'left');
      lastRight = x + 6 + ctx.measureText(mark.label).width;
    }
  };
  const decorations = {
    id: 'decorations',
    beforeDraw: (chart) => {
      chart.ctx.save();
      if (chart.panel.axis === 'time') drawBands(chart);
      chart.ctx.restore();
    },
    afterDatasetsDraw: (chart) => {
      chart.ctx.save();
      drawLimits(chart);
      drawMarks(chart);
      if (chart.panel.axis === 'time' && hoverSec !== null) {
        chart.ctx.strokeStyle = colour('muted');
        vertical(chart.ctx, chart.scales.x.getPixelForValue(hoverSec), chart.chartArea, []);
      }
      chart.ctx.restore();
    },
    afterEvent: (chart, { event }) => {
      if (chart.panel.axis !== 'time') return;
      const active = chart.getActiveElements()[0];
      const next = event.type === 'mouseout' || !active ? null : chart.data.datasets[active.datasetIndex].data[active.index].x;
      if (next === hoverSec) return;
      hoverSec = next;
      for (const other of charts) if (other.panel.axis === 'time') other.draw();
    },
  };

  const dataset = (panel, line) => {
    const x = panel.x || data.timeSec;
    const stroke = colour(line.colour);
    return {
      label: line.label,
      data: x.map((value, index) => ({ x: value, y: line.y[index] ?? null })),
      borderColor: stroke,
      backgroundColor: stroke + '24',
      borderWidth: line.isDashed ? 1 : 1.5,
      borderDash: line.isDashed ? [4, 4] : [],
      fill: line.fillTo === 'previous' ? '-1' : line.fillTo === 'axis' ? 'origin' : false,
      stepped: panel.axis === 'log' || line.isDashed,
      pointRadius: x.length === 1 ? 3 : isolated(line.y),
      pointHoverRadius: 3,
      pointBackgroundColor: stroke,
      pointBorderWidth: 0,
    };
  };
  const isolated = (y) => (ctx) => {
    const i = ctx.dataIndex;
    return y[i] !== null && (y[i - 1] ?? null) === null && (y[i + 1] ?? null) === null ? 1.5 : 0;
  };
  const xScale = (panel) => panel.axis === 'log'
    ? { type: 'logarithmic', min: panel.x[0], max: panel.x[panel.x.length - 1],
        grid: { display: false }, border: { color: colour('axis') },
        ticks: { maxRotation: 0, autoSkip: true, callback: (v) => (/^[125](\\.0*)?e/.test(v.toExponential()) ? format('ms')(v) : null) } }
    : { type: 'linear', min: 0, max: data.endSec, grid: { display: false }, border: { color: colour('axis') },
        afterBuildTicks: (axis) => {
          const step = timeStep(data.endSec, Math.max(3, axis.width / 70));
          axis.ticks = Array.from({ length: Math.floor(data.endSec / step) + 1 }, (_, i) => ({ value: i * step }));
        },
        ticks: { maxRotation: 0, autoSkip: false, callback: clock } };
  // A limit far above the data would flatten them: it is then named at the upper edge.
  const limitMax = (panel) => {
    const highest = Math.max(0, ...panel.lines.flatMap((line) => line.y));
    const near = panel.limits.map((limit) => limit.value).filter((value) => highest === 0 || value <= 4 * highest);
    return near.length ? Math.max(...near) * 1.15 : undefined;
  };
  const byteStep = (axis) => {
    const nice = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    return [0, 1, 2, 3, 4].flatMap((power) => nice.map((n) => n * 1024 ** power)).find((step) => axis.max / step <= 4);
  };
  const yScale = (panel) => ({
    beforeBuildTicks: (axis) => {
      if (panel.unit === 'bytes') axis.options.ticks.stepSize = byteStep(axis);
    },
    beginAtZero: true,
    suggestedMax: limitMax(panel),
    afterFit: (axis) => { axis.width = 64; },
    border: { display: false },
    grid: { color: colour('grid'), drawTicks: false },
    ticks: { maxTicksLimit: 5, padding: 8, precision: panel.id === 'vus' ? 0 : undefined, callback: format(panel.unit) },
  });
  const tooltip = (panel) => ({
    backgroundColor: colour('tooltip'), titleColor: colour('tooltip-text'), bodyColor: colour('tooltip-text'),
    padding: 8, boxWidth: 8, boxHeight: 8, boxPadding: 4, cornerRadius: 4,
    callbacks: {
      title: ([item]) => !item ? '' : panel.axis === 'time' ? clock(item.parsed.x) : bucket(panel, item.dataIndex),
      label: (item) => ' ' + item.dataset.label + '  ' + format(panel.unit)(item.parsed.y),
    },
  });
  const bucket = (panel, i) => format('ms')(panel.x[i]) + ' to ' + format('ms')(panel.x[Math.min(i + 1, panel.x.length - 1)]);

  const draw = () => {
    for (const chart of charts) chart.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 11;
    Chart.defaults.color = colour('muted');
    charts = data.panels.map((panel) => {
      const canvas = document.getElementById('chart-' + panel.id);
      const config = {
        type: 'line',
        plugins: [decorations, { id: 'panel', beforeInit: (chart) => { chart.panel = panel; } }],
        data: { datasets: panel.lines.map((line) => dataset(panel, line)) },
        options: {
          animation: false, parsing: false, normalized: true, spanGaps: false, responsive: true, maintainAspectRatio: false,
          interaction: { mode: 'index', intersect: false },
          plugins: { legend: { display: false }, tooltip: tooltip(panel) },
          scales: { x: xScale(panel), y: yScale(panel) },
        },
      };
      return new Chart(canvas, config);
    });
    root.dataset.drawn = String(charts.length);
  };

  const forPrint = (isPrinting) => () => {
    root.toggleAttribute('data-print', isPrinting);
    draw();
  };
  addEventListener('beforeprint', forPrint(true));
  addEventListener('afterprint', forPrint(false));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();
})();`;
