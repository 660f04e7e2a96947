// Draws a CandleView with Lightweight Charts, which stands before this in the same module.
const charts = window.LightweightCharts;
const drawn = new WeakMap();

function cumulated(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

function bars(data) {
  const unit = 10 ** data.digits;
  const times = cumulated(data.times);
  let before = 0;
  return times.map((time, k) => {
    const open = before + data.open[k];
    before = open + data.close[k];
    return { time, open: open / unit, high: (open + data.high[k]) / unit, low: (open + data.low[k]) / unit, close: before / unit };
  });
}

function writers(zone, daily) {
  const of = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  const day = of({ year: "numeric", month: "short", day: "2-digit" });
  const clock = of({ hour: "2-digit", minute: "2-digit", hour12: false });
  const parts = [of({ year: "numeric" }), of({ month: "short" }), of({ day: "numeric" }), clock, clock];
  return {
    full: (time) => day.format(time * 1000) + (daily ? "" : "  " + clock.format(time * 1000)),
    tick: (time, kind) => parts[kind].format(time * 1000),
  };
}

function colours(host, data) {
  const style = getComputedStyle(host);
  const text = style.getPropertyValue("--st-text-color").trim() || "#1f2937";
  const rule = style.getPropertyValue("--st-border-color").trim() || "#e3e6eb";
  return { text, rule, up: data.colours.good, down: data.colours.bad };
}

function marks(data) {
  return data.marks.map((mark) => ({
    time: mark.time,
    position: mark.up ? "belowBar" : "aboveBar",
    shape: mark.strong ? (mark.up ? "arrowUp" : "arrowDown") : "circle",
    size: mark.strong ? 1.2 : 0.5,
    color: mark.colour,
    text: "",
  }));
}

function legend(made, data, time, bar) {
  const near = data.marks.filter((mark) => mark.time === time).map((mark) => mark.text);
  const prices = bar ? ["open", "high", "low", "close"].map((name) => `${name[0].toUpperCase()} ${bar[name].toFixed(data.digits)}`) : [];
  made.head.textContent = [data.symbol, time ? made.write.full(time) : data.zone, ...prices].join("   ");
  made.notes.textContent = near.join("\n");
}

function create(host) {
  const head = host.querySelector(".head"), notes = host.querySelector(".notes"), room = host.querySelector(".room");
  const chart = charts.createChart(room, { autoSize: true });
  const series = chart.addSeries(charts.CandlestickSeries, {});
  const made = { head, notes, room, chart, series, markers: charts.createSeriesMarkers(series, []) };
  chart.subscribeCrosshairMove((at) => legend(made, made.data, at.time, at.seriesData.get(series)));
  return made;
}

function dress(made, host, data) {
  const { text, rule, up, down } = colours(host, data);
  made.chart.applyOptions({
    layout: { background: { color: "transparent" }, textColor: text, attributionLogo: true },
    grid: { vertLines: { color: rule }, horzLines: { color: rule } },
    rightPriceScale: { borderColor: rule },
    timeScale: { borderColor: rule, timeVisible: !data.daily, tickMarkFormatter: made.write.tick },
    localization: { timeFormatter: made.write.full },
  });
  made.series.applyOptions({
    upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false,
    priceFormat: { type: "price", precision: data.digits, minMove: 10 ** -data.digits },
  });
}

function look(made, data) {
  const scale = made.chart.timeScale();
  if (data.focus) {
    const margin = Math.max(15, Math.round((data.focus[1] - data.focus[0]) * 0.5));
    scale.setVisibleLogicalRange({ from: data.focus[0] - margin, to: data.focus[1] + margin });
  } else {
    scale.setVisibleLogicalRange({ from: Math.max(0, data.times.length - data.shown), to: data.times.length + 2 });
  }
}

export default function ({ data, parentElement }) {
  const began = performance.now();
  const host = parentElement.querySelector(".candles");
  let made = drawn.get(host);
  if (!made) {
    made = create(host);
    drawn.set(host, made);
  }
  made.data = data;
  made.write = writers(data.zone, data.daily);
  dress(made, host, data);
  if (made.version !== data.version) {
    made.series.setData(bars(data));
    made.markers.setMarkers(marks(data));
    made.version = data.version;
    made.focus = undefined;
  }
  const focus = JSON.stringify(data.focus);
  if (made.focus !== focus) {
    look(made, data);
    made.focus = focus;
  }
  legend(made, data);
  host.dataset.bars = data.times.length;
  host.dataset.marks = data.marks.length;
  host.dataset.focus = focus;
  host.dataset.milliseconds = Math.round(performance.now() - began);
}
