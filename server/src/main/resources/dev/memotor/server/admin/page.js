'use strict';

const POLL_MILLIS = 1000;
const HOUR_POINTS = 720;
const $ = (id) => document.getElementById(id);
const style = () => getComputedStyle(document.documentElement);
const color = (name) => style().getPropertyValue('--' + name).trim();

function short(n, digits = 1) {
  if (n === null || n === undefined) return '–';
  const size = Math.abs(n);
  if (size >= 1e18) return (n / 1e18).toFixed(digits) + ' E';
  if (size >= 1e15) return (n / 1e15).toFixed(digits) + ' P';
  if (size >= 1e12) return (n / 1e12).toFixed(digits) + ' T';
  if (size >= 1e9) return (n / 1e9).toFixed(digits) + ' G';
  if (size >= 1e6) return (n / 1e6).toFixed(digits) + ' M';
  if (size >= 1e4) return (n / 1e3).toFixed(digits) + ' k';
  return Number.isInteger(n) ? n.toLocaleString('en') : n.toFixed(size < 9.995 ? 2 : 1);
}
const bytes = (n) => n === null ? '–' : n >= 2 ** 50 ? (n / 2 ** 50).toFixed(1) + ' PB' : n >= 2 ** 40 ? (n / 2 ** 40).toFixed(1) + ' TB' : n >= 2 ** 30 ? (n / 2 ** 30).toFixed(1) + ' GB'
  : n >= 2 ** 20 ? (n / 2 ** 20).toFixed(1) + ' MB' : n >= 1024 ? (n / 1024).toFixed(1) + ' KB' : Math.round(n) + ' B';
const micros = (n) => n === null ? '–' : n >= 1e6 ? (n / 1e6).toFixed(2) + ' s'
  : n >= 1000 ? (n / 1000).toFixed(1) + ' ms' : n.toFixed(0) + ' µs';
const percent = (n) => n === null ? '–' : (n * 100).toFixed(1) + ' %';
// On an axis numbers are round, and need no digits to say so.
const round = (format) => (n) => format(n).replace(/\.0+(?=\s|$)/, '');
const duration = (s) => s < 120 ? s + ' s' : s < 7200 ? Math.floor(s / 60) + ' min'
  : s < 172800 ? Math.floor(s / 3600) + ' h' : Math.floor(s / 86400) + ' days';
const clock = (seconds) => new Intl.DateTimeFormat([], {hour: '2-digit', minute: '2-digit', ...(seconds && {second: '2-digit'}), hourCycle: 'h23'});

const TILES = [
  ['Operations / s', (l) => short(l.ops), (l) => short(l.gets) + ' gets · ' + short(l.sets) + ' sets' + (l.failures ? ' · ' + short(l.failures) + ' failed' : '')],
  ['Hit ratio', (l) => percent(l.hitRatio), () => ''],
  ['Latency p99', (l) => micros(l.p99), (l) => 'p50 ' + micros(l.p50) + ' · p99.9 ' + micros(l.p999)],
  ['Counts / s', (l) => short(l.counts), (l, d) => d.known === 1 ? '1 counter' : short(d.known) + ' counters'],
  ['Connections', (l) => short(l.connections), (l) => 'loop lag ' + micros(l.lag)],
  ['Items', (l) => l.items === null ? 'unknown' : short(l.items), (l) => l.bytes === null ? 'size unknown' : bytes(l.bytes)],
  ['Heap', (l) => bytes(l.heap), (l, d) => 'of ' + bytes(d.engine.heapLimit)],
  ['Network in', (l) => bytes(l.read) + '/s', (l) => 'out ' + bytes(l.written) + '/s'],
];
// Title, format, series with name, label and tint, and what is special: the scale, or its end.
const CHARTS = [
  ['Operations per second', short, [['ops', 'all', 'blue'], ['gets', 'gets', 'green'], ['sets', 'sets', 'amber'], ['counts', 'counts', 'violet']], {}],
  ['Latency', micros, [['p50', 'p50', 'green'], ['p99', 'p99', 'blue'], ['p999', 'p99.9', 'amber']], {type: 'logarithmic', beginAtZero: false}],
  ['Hit ratio', percent, [['hitRatio', 'hits', 'green']], {max: 1}],
  ['Memory', bytes, [['heap', 'heap', 'violet'], ['bytes', 'items', 'blue']], {binary: true}],
  ['Network', (n) => bytes(n) + '/s', [['written', 'out', 'green'], ['read', 'in', 'blue']], {binary: true}],
  ['Connections', short, [['connections', 'open', 'blue']], {whole: true}],
  ['Failures per second', short, [['failures', 'failed', 'red']], {}],
];
/** A chart of nothing would only worry: it is there from the first failure within the hour on. */
const FAILURES = CHARTS.length - 1;

const points = {};
let next = 0;
let chosenKey = null;
let sorted = 'rate';
let descending = true;
let failures = 0;
let charts = [];
let last = null;
const sparks = new Map();

function line(canvas, series, format, scale = {}) {
  const {binary, whole, ...limits} = scale;
  const logarithmic = scale.type === 'logarithmic';
  const y = {beginAtZero: true, grid: {color: color('line')}, border: {display: false}, ...limits,
    ticks: {color: color('soft'), maxTicksLimit: 5, precision: whole ? 0 : undefined, font: {size: 11},
      callback: (v) => logarithmic && !Number.isInteger(Math.log10(v)) ? null : round(format)(v)}};
  // Kilobytes are 1024 bytes: steps of tens would stand at odd places.
  if (binary) y.afterDataLimits = (axis) => { axis.options.ticks.stepSize = 2 ** Math.ceil(Math.log2(Math.max(4, axis.max) / 4)); };
  return new Chart(canvas, {
    type: 'line',
    data: {labels: [], datasets: series.map(([, label, tint], i) => ({
      label, data: [], borderColor: color(tint), backgroundColor: color(tint) + (i || logarithmic ? '' : '1c'), pointBackgroundColor: color(tint),
      fill: i || logarithmic ? false : 'origin', borderWidth: 1.6, pointRadius: 0, tension: 0.2, spanGaps: false}))},
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, interaction: {mode: 'index', intersect: false},
      plugins: {
        legend: {display: series.length > 1, align: 'end', labels: {color: color('soft'), usePointStyle: true, pointStyle: 'line', pointStyleWidth: 16, font: {size: 11}}},
        tooltip: {callbacks: {label: (c) => ' ' + c.dataset.label + '  ' + format(c.parsed.y), labelColor: (c) => ({borderColor: c.dataset.borderColor, backgroundColor: c.dataset.borderColor})}},
      },
      scales: {
        x: {grid: {display: false}, border: {color: color('line')}, ticks: {color: color('soft'), autoSkipPadding: 28, maxTicksLimit: 5, maxRotation: 0, font: {size: 11}}},
        y,
      },
    },
  });
}

function build() {
  charts.forEach((chart) => chart.destroy());
  sparks.forEach((spark) => spark.destroy());
  sparks.clear();
  $('rows').replaceChildren();
  $('charts').replaceChildren();
  charts = CHARTS.map(([title, format, series, scale]) => {
    const card = document.createElement('div');
    card.className = 'card';
    const heading = document.createElement('h2');
    heading.textContent = title;
    const plot = document.createElement('div');
    plot.className = 'plot';
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', title + ' over the last hour');
    plot.append(canvas);
    card.append(heading, plot);
    $('charts').append(card);
    card.hidden = title === CHARTS[FAILURES][0];
    return line(canvas, series, format, scale);
  });
  charts.push(line($('chosenValue'), [['values', 'value', 'blue']], short));
  charts.push(line($('chosenRate'), [['rates', 'change per second', 'green']], short));
}

function times(count, time, step) {
  const shown = clock(count * step <= 900);
  return Array.from({length: count}, (_, i) => shown.format(new Date(time - (count - 1 - i) * step * 1000)));
}

function tiles(data) {
  const box = $('tiles');
  if (!box.childElementCount) {
    TILES.forEach(() => {
      const tile = document.createElement('div');
      tile.className = 'tile';
      tile.append(document.createElement('span'), document.createElement('b'), document.createElement('small'));
      box.append(tile);
    });
  }
  TILES.forEach(([title, value, more], i) => {
    const [head, figure, small] = box.children[i].children;
    head.textContent = title;
    figure.textContent = value(data.live);
    small.textContent = more(data.live, data);
  });
}

/** Has the next answer bring the whole hour. */
function forget() {
  Object.keys(points).forEach((name) => delete points[name]);
  next = 0;
}

function history(data, from) {
  // Asked before what was known was forgotten.
  if (from !== next) return;
  const fresh = data.end > data.begin;
  // Another server, or this one after a restart.
  if (data.end < next) { forget(); return; }
  for (const [name, list] of Object.entries(data.points)) {
    points[name] = (points[name] || []).concat(list).slice(-HOUR_POINTS);
  }
  next = data.end;
  if (fresh || !charts[0].data.labels.length) curves(data);
}

function curves(data) {
  const labels = times(points.ops.length, data.time, data.step);
  $('charts').children[FAILURES].hidden = !points.failures.some((n) => n > 0);
  CHARTS.forEach(([, , series], i) => {
    charts[i].data.labels = labels;
    series.forEach(([name], j) => { charts[i].data.datasets[j].data = points[name]; });
    charts[i].update('none');
  });
}

function row(counter) {
  const tr = document.createElement('tr');
  tr.dataset.key = counter.key;
  for (const kind of ['', 'n', 'n', 'n wide', 'n wide', 'spark']) {
    const td = document.createElement('td');
    td.className = kind;
    tr.append(td);
  }
  const key = document.createElement('button');
  key.className = 'key';
  key.type = 'button';
  key.textContent = counter.name;
  tr.cells[0].append(key, ' ');
  for (const [label, value] of Object.entries(counter.labels)) {
    const chip = document.createElement('span');
    chip.className = 'label';
    chip.textContent = label + '=' + value;
    tr.cells[0].append(chip);
  }
  const canvas = document.createElement('canvas');
  const holder = document.createElement('div');
  holder.append(canvas);
  tr.cells[5].append(holder);
  tr.addEventListener('click', () => { chosenKey = counter.key; poll(); });
  const spark = new Chart(canvas, {
    type: 'line',
    data: {labels: [], datasets: [{data: [], borderColor: color('blue'), backgroundColor: color('blue') + '1c', fill: 'start', borderWidth: 1.4, pointRadius: 0, tension: 0.2}]},
    options: {animation: false, responsive: true, maintainAspectRatio: false, events: [], plugins: {legend: {display: false}, tooltip: {enabled: false}},
      scales: {x: {display: false}, y: {display: false}}},
  });
  sparks.set(counter.key, spark);
  return tr;
}

function counters(data) {
  const body = $('rows');
  const old = new Map([...body.rows].map((tr) => [tr.dataset.key, tr]));
  const rows = data.counters.map((counter) => {
    const tr = old.get(counter.key) || row(counter);
    old.delete(counter.key);
    tr.classList.toggle('chosen', counter.key === chosenKey);
    tr.classList.toggle('finished', counter.value === null);
    [counter.value, counter.rate, counter.added, counter.taken].forEach((n, i) => { tr.cells[i + 1].textContent = short(n); });
    const spark = sparks.get(counter.key);
    if (spark.lastEnd !== data.end) {
      spark.lastEnd = data.end;
      spark.data.labels = counter.values.map((_, i) => i);
      spark.data.datasets[0].data = counter.values;
      spark.update('none');
    }
    return tr;
  });
  old.forEach((tr, key) => { sparks.get(key).destroy(); sparks.delete(key); tr.remove(); });
  // Only what moves is moved, so that the keyboard's focus stays where it is.
  rows.forEach((tr, i) => { if (body.rows[i] !== tr) body.insertBefore(tr, body.rows[i] || null); });
  $('count').textContent = data.known === 0 ? '' : (data.found > rows.length ? rows.length + ' of ' : '') + data.found
    + (data.found < data.known - data.finished ? ' found of ' + data.known : ' keys')
    + (data.operationsBeyondLimit ? ' · ' + short(data.operationsBeyondLimit) + ' operations on keys beyond the limit' : '');
  $('finishedBox').hidden = data.finished === 0;
  $('finishedCount').textContent = 'show ' + data.finished + ' whose item expired or was deleted';
  $('empty').hidden = data.known > 0;
  $('chosen').hidden = !data.chosen;
  if (data.chosen) {
    $('chosenKey').textContent = data.chosen.key;
    const [value, rate] = charts.slice(-2);
    const labels = times(data.chosen.values.length, data.time, data.step);
    value.data.labels = rate.data.labels = labels;
    value.data.datasets[0].data = data.chosen.values;
    rate.data.datasets[0].data = data.chosen.rates;
    value.update('none');
    rate.update('none');
  }
}

/** By which column each of the small tables is sorted; those not here are as the server has them. */
const orders = {};

function cells(id, list, columns, values, none, kinds = ['n', 'n', 'n']) {
  const order = orders[id];
  if (order) {
    const compare = (a, b) => typeof a === 'string' ? a.localeCompare(b) : a - b;
    list = [...list].sort((a, b) => compare(values(a)[order.column], values(b)[order.column]) * (order.down ? -1 : 1));
  }
  const rows = list.map((entry) => {
    const tr = document.createElement('tr');
    columns(entry).forEach((text, i) => {
      const td = document.createElement('td');
      td.textContent = text;
      if (i > 0) td.className = kinds[i - 1];
      tr.append(td);
    });
    return tr;
  });
  if (!rows.length) {
    const tr = document.createElement('tr');
    const td = document.createElement('td');
    td.textContent = none;
    td.className = 'none';
    tr.append(td);
    rows.push(tr);
  }
  $(id).replaceChildren(...rows);
}

function keys(data) {
  const ago = (seconds) => seconds < 5 ? 'now' : seconds < 120 ? seconds + ' s ago' : Math.round(seconds / 60) + ' min ago';
  const now = Math.floor(data.time / 1000);
  const shown = clock(true);
  cells('hot', data.hot, (k) => [k.key, short(k.rate), percent(k.share)], (k) => [k.key, k.rate, k.share], 'no traffic');
  cells('big', data.big, (k) => [k.key, bytes(k.bytes), ago(now - k.seen)], (k) => [k.key, k.bytes, k.seen], 'none of 1 KB or more');
  cells('slow', data.slow, (k) => [k.key, k.command + (k.operations > 1 ? ' · 1 of ' + k.operations : ''), micros(k.micros), shown.format(new Date(k.at * 1000))], (k) => [k.key, k.command, k.micros, k.at], 'none', ['c', 'n', 'n']);
  $('slowCount').textContent = data.slowCount ? short(data.slowCount) + ' since the start' : '';
}

function pairs(id, entries) {
  $(id).replaceChildren(...entries.map(([name, value]) => {
    const pair = document.createElement('div');
    const term = document.createElement('dt');
    const description = document.createElement('dd');
    term.textContent = name;
    description.textContent = value === null ? 'unknown' : typeof value === 'number' ? short(value) : value;
    pair.append(term, description);
    return pair;
  }));
}

function engine(data) {
  const {details, heapLimit, ...figures} = data.engine;
  pairs('engine', Object.entries({...figures, ...details}));
}

/** Which server this is: many look alike, and tabs show nothing but the title. */
function about(server) {
  const {limits, addresses, host, version, failing} = server;
  const sized = (name, n) => /memory|size/.test(name) ? bytes(n) : short(n);
  pairs('about', [['host', host], ['listens on', addresses.join(', ')], ['version', version], ['engine', server.engine],
    ...Object.entries(limits).map(([name, n]) => [name, sized(name, n)])]);
  const scheme = server.engine.replace(/[:?].*/, '');
  $('server').textContent = [host, addresses[0], scheme].filter(Boolean).join(' · ');
  document.title = (failing ? '⚠ ' : '') + [host, addresses[0]].filter(Boolean).join(' ') + ' · memotor';
}

/** Rows by the column whose heading was chosen; what the server sorts is only marked here. */
function headings(row, choose) {
  for (const th of row.cells) {
    if (!th.textContent || th.className.includes('spark')) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = th.textContent;
    button.addEventListener('click', () => choose(th));
    th.replaceChildren(button);
  }
}

function mark(row, chosen, down) {
  for (const th of row.cells) {
    if (th === chosen) th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    else th.removeAttribute('aria-sort');
  }
}

function state(text, kind) {
  $('state').textContent = text;
  $('state').className = kind;
}

let asking = false;
async function poll() {
  if (asking) return;
  asking = true;
  try {
    const from = next;
    const query = new URLSearchParams({from, search: $('search').value, sort: sorted, order: descending ? 'desc' : 'asc', finished: $('finished').checked ? 'yes' : 'no'});
    if (chosenKey !== null) query.set('key', chosenKey);
    const token = sessionStorage.getItem('token');
    const response = await fetch('data?' + query, token ? {headers: {Authorization: 'Bearer ' + token}} : {});
    if (response.status === 401) {
      $('login').hidden = false;
      $('main').hidden = true;
      state('the token is needed', '');
      return;
    }
    if (!response.ok) throw new Error('status ' + response.status);
    const data = await response.json();
    last = data;
    $('login').hidden = true;
    $('main').hidden = false;
    tiles(data);
    history(data, from);
    counters(data);
    keys(data);
    engine(data);
    about(data.server);
    failures = 0;
    const trouble = data.server.failing || (data.live.failures > 0 ? short(data.live.failures) + ' operations fail per second' : '');
    document.body.classList.toggle('failing', trouble !== '');
    if (trouble) state(trouble, 'lost');
    else state('live · up ' + duration(data.uptime), 'live');
  } catch (failure) {
    if (++failures > 1) { state('no answer from the server', 'lost'); document.body.classList.add('failing'); }
  } finally {
    asking = false;
  }
}

$('login').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('token', $('token').value.trim());
  poll();
});
$('search').addEventListener('input', poll);
$('finished').addEventListener('change', poll);
headings($('columns'), (th) => {
  descending = sorted === th.dataset.sort ? !descending : th.dataset.sort !== 'key';
  sorted = th.dataset.sort;
  mark($('columns'), th, descending);
  poll();
});
mark($('columns'), document.querySelector('[data-sort=rate]'), descending);
for (const id of ['hot', 'big', 'slow']) {
  const row = $(id).parentElement.tHead.rows[0];
  headings(row, (th) => {
    const order = orders[id];
    const column = th.cellIndex;
    orders[id] = {column, down: order && order.column === column ? !order.down : column > 0};
    mark(row, th, orders[id].down);
    if (last) keys(last);
  });
}
$('close').addEventListener('click', () => { chosenKey = null; $('chosen').hidden = true; });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  build();
  // In other colours at once, not with the next answer.
  if (last && points.ops) { curves(last); counters(last); }
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });
build();
poll();
setInterval(() => { if (!document.hidden) poll(); }, POLL_MILLIS);
