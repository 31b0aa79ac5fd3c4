'use strict';
// The timeline: virtual time from left to right, three lanes. An instant is a column in which the rows
// stand in the order they were written; the stretch to the next instant is drawn by the logarithm of
// its length, so that a day without news takes no more room than a finger.

const lanes = ['buyer', 'market', 'seller'];
const laneNames = {buyer: 'Buyer', market: 'Marketplace', seller: 'Seller'};
const shapes = {
  call: (x, y) => make('circle', {class: 'body', cx: x, cy: y, r: 6}),
  page: (x, y) => make('rect', {class: 'body', x: x - 6, y: y - 6, width: 12, height: 12, rx: 3}),
  notification: (x, y) => make('path', {class: 'body', d: `M${x} ${y - 7.5}l7.5 7.5-7.5 7.5-7.5-7.5z`}),
  delivery: (x, y) => make('path', {class: 'body', d: `M${x - 6.5} ${y - 5}h13l-6.5 11z`}),
  agreement: (x, y) => make('circle', {class: 'body', cx: x, cy: y, r: 7.5}),
  use: (x, y) => make('circle', {class: 'body', cx: x, cy: y, r: 4}),
  probe: (x, y) => make('path', {class: 'body', d: `M${x - 8} ${y}q8-10 16 0q-8 10-16 0z`}),
  tick: (x, y) => make('rect', {class: 'body', x: x - 2.5, y: y - 8, width: 5, height: 16, rx: 2}),
  fault: (x, y) => make('path', {class: 'body', d: `M${x + 2} ${y - 8}l-6 9h4l-2 7 6-9h-4z`}),
  other: (x, y) => make('circle', {class: 'body', cx: x, cy: y, r: 3.5}),
};
const solid = new Set(['agreement', 'use', 'tick', 'notification']);
const legend = [['page', 'buyer', 'page'], ['use', 'buyer', 'usage'], ['probe', 'buyer', 'access probe'],
                ['agreement', 'market', 'agreement'], ['notification', 'market', 'notice'], ['call', 'seller', 'AWS call'],
                ['delivery', 'seller', 'delivery'], ['tick', 'seller', 'hourly job']];

const timeline = {
  slot: 19, top: 50, lane: 66, bottom: 50 + 3 * 66, height: 50 + 3 * 66 + 52,

  load(run) {
    this.run = run;
    this.marks = run.rows.filter((row) => row.lane !== '');
    this.layOut();
    this.layOutSteps();
    byId('lanes').style.height = `${this.height}px`;
    byId('lanes').replaceChildren(...lanes.map((lane, index) => make('div', {
      style: `top: ${this.laneY(index)}px; color: var(--${lane})`,
    }, laneNames[lane])));
    byId('spread').style.width = `${this.width}px`;
    byId('scroll').scrollLeft = 0;
    this.current = this.marks[0]?.seq ?? null;
    const blamed = this.marks.filter((row) => run.blamed.has(row.seq)).pop();
    if (blamed !== undefined) this.bringIntoView(blamed.seq);
    this.draw();
  },

  laneY(index) { return this.top + index * this.lane + this.lane / 2; },

  /** Instants become columns, with the deadlines among them as columns without rows. */
  layOut() {
    const instants = new Map();
    for (const row of this.marks) {
      if (!instants.has(row.at)) instants.set(row.at, []);
      instants.get(row.at).push(row);
    }
    const edges = [...this.run.bands.flatMap((band) => [band.from, band.to]), ...this.run.lines.map((line) => line.at)];
    for (const verdict of this.run.verdicts) {
      if (verdict.outcome === 'fail' && verdict.deadline !== undefined) edges.push(verdict.deadline);
    }
    for (const edge of edges) if (!instants.has(edge)) instants.set(edge, []);
    let x = 26;
    let before = null;
    this.columns = [...instants.keys()].sort((a, b) => a - b).map((at) => {
      const rows = instants.get(at);
      const length = before === null ? 0 : at - before;
      const gap = before === null ? 0 : Math.min(150, 34 + 11 * Math.log2(1 + length / 30000));
      const column = {at, rows, from: x + gap, gapFrom: x, length, to: x + gap + rows.length * this.slot};
      rows.forEach((row, index) => { row.x = column.from + (index + 0.5) * this.slot; });
      before = at;
      x = column.to;
      return column;
    });
    this.width = Math.max(x + 120, 300);
  },

  /** The place of any instant; between columns in proportion. */
  xOf(at) {
    let low = 0;
    let high = this.columns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.columns[middle].at < at) low = middle + 1; else high = middle;
    }
    const column = this.columns[low];
    if (column === undefined) return this.width - 60;
    if (column.at === at || low === 0) return column.from - 5;
    const share = (at - this.columns[low - 1].at) / column.length;
    return column.gapFrom + share * (column.from - column.gapFrom);
  },

  draw() {
    const box = byId('scroll');
    const from = box.scrollLeft;
    const width = box.clientWidth;
    const inView = (x, reach) => x > from - reach && x < from + width + reach;
    const svg = byId('drawing');
    const focused = document.activeElement?.dataset?.mark;
    svg.setAttribute('width', width);
    svg.setAttribute('height', this.height);
    const world = make('g', {transform: `translate(${-from} 0)`});
    world.append(make('rect', {class: 'lane-bg', x: from, y: this.top + this.lane, width, height: this.lane}));
    this.drawBands(world, inView);
    this.drawColumns(world, inView);
    this.drawSteps(world, inView);
    this.drawLinks(world, inView);
    this.drawLines(world, inView);
    const chosen = this.run.bySeq.get(state.selected);
    if (chosen !== undefined && chosen.x !== undefined) {
      world.append(make('line', {class: 'guide', x1: chosen.x, x2: chosen.x, y1: this.top, y2: this.bottom}));
    }
    for (const row of this.marks) if (inView(row.x, 40)) world.append(this.mark(row));
    svg.replaceChildren(world);
    if (focused !== undefined) this.focusMark(Number(focused));
  },

  drawColumns(world, inView) {
    let labelEnds = -Infinity;
    let lastDay = '';
    for (const column of this.columns) {
      if (!inView(column.from, 400) && !inView(column.to, 400)) {
        lastDay = day(column.at);
        continue;
      }
      if (column.length > 0) {
        for (const y of lanes.keys()) {
          world.append(make('line', {class: 'gap', x1: column.gapFrom + 8, x2: column.from - 8, y1: this.laneY(y), y2: this.laneY(y)}));
        }
        if (column.from - column.gapFrom > 44) {
          world.append(make('text', {class: 'gap-text', x: (column.gapFrom + column.from) / 2, y: this.bottom + 14}, span(column.length)));
        }
      }
      if (column.rows.length === 0 || column.from < labelEnds) continue;
      const today = day(column.at);
      const text = today === lastDay ? clock(column.at) : `${today} ${clock(column.at)}`;
      lastDay = today;
      world.append(make('text', {x: column.from, y: this.top - 6}, text));
      labelEnds = column.from + text.length * 6.7 + 10;
    }
  },

  drawSteps(world, inView) {
    for (const label of this.stepLabels) {
      if (!inView(label.x, 300)) continue;
      world.append(make('text', {class: label.bad ? 'step bad' : 'step', x: label.x, y: 20}, label.text));
    }
  },

  /** What stands above the axis: every failed step, side by side where need be, and of the others those that find room. */
  layOutSteps() {
    const label = (step, x) => {
      const text = step.sentence.length > 40 ? `${step.sentence.slice(0, 39)}…` : step.sentence;
      return {x, text, bad: !step.ok, end: x + text.length * 6.6 + 16};
    };
    this.stepLabels = [];
    let ends = -Infinity;
    for (const step of this.run.steps.filter((one) => !one.ok)) {
      this.stepLabels.push(label(step, Math.max(this.xOf(step.from), ends)));
      ends = this.stepLabels[this.stepLabels.length - 1].end;
    }
    for (const step of this.run.steps.filter((one) => one.ok)) {
      const wanted = label(step, this.xOf(step.from));
      const taken = this.stepLabels.some((other) => wanted.x < other.end && other.x < wanted.end);
      if (!taken) this.stepLabels.push(wanted);
    }
    this.width = Math.max(this.width, ...this.stepLabels.map((one) => one.end + 20));
  },

  drawBands(world, inView) {
    for (const band of this.run.bands) {
      const [from, to] = [this.xOf(band.from), this.xOf(band.to)];
      if (!inView(from, to - from + 300)) continue;
      world.append(make('rect', {class: 'band', x: from, y: this.top, width: Math.max(to - from, 2), height: this.bottom - this.top}),
                   make('line', {class: 'close', x1: to, x2: to, y1: this.top, y2: this.bottom + 20}),
                   make('text', {class: 'band-text', x: to + 5, y: this.bottom + 30}, `${band.label} closes ${clock(band.to)}`));
    }
  },

  drawLines(world, inView) {
    for (const line of this.run.lines) {
      const x = this.xOf(line.at);
      if (!inView(x, 300)) continue;
      world.append(make('line', {class: 'expiry', x1: x, x2: x, y1: this.top, y2: this.top + this.lane}));
    }
    for (const verdict of this.run.verdicts) {
      if (verdict.deadline === undefined || (verdict.outcome !== 'fail' && verdict !== state.verdict)) continue;
      const x = this.xOf(verdict.deadline);
      const margin = marginText(verdict);
      const text = margin === '' ? `${verdict.rule} deadline` : `${verdict.rule} deadline ${margin}`;
      world.append(make('line', {class: 'deadline', x1: x, x2: x, y1: this.top, y2: this.bottom + 36}),
                   make('text', {class: 'deadline-text', x: x + 5, y: this.bottom + 45}, text));
      if (!(verdict.margin_ms < 0)) continue;
      const late = this.xOf(verdict.deadline - verdict.margin_ms);
      const y = this.bottom - 6;
      world.append(make('line', {class: 'overrun', x1: x + 3, x2: late, y1: y, y2: y}));
    }
    // Over the lines, which may stand close behind.
    for (const line of this.run.lines) {
      const x = this.xOf(line.at);
      if (inView(x, 300)) world.append(make('text', {class: 'expiry-text', x: x + 5, y: this.top + 11}, line.label));
    }
  },

  /** From each notice down to its deliveries. */
  drawLinks(world, inView) {
    for (const row of this.marks) {
      const notice = row.kind === 'delivery' ? this.run.bySeq.get(row.parent) : undefined;
      if (notice?.x === undefined || !(inView(row.x, 300) || inView(notice.x, 300))) continue;
      const [y1, y2] = [this.laneY(1) + 7, this.laneY(2) - 7];
      const middle = (y1 + y2) / 2;
      world.append(make('path', {class: 'link', d: `M${notice.x} ${y1}C${notice.x} ${middle} ${row.x} ${middle} ${row.x} ${y2}`}));
    }
  },

  mark(row) {
    const y = this.laneY(lanes.indexOf(row.lane));
    const rule = this.run.blamed.get(row.seq);
    const classes = ['mark', row.lane];
    if (solid.has(row.kind)) classes.push('solid');
    if (row.tone === 'bad') classes.push('bad');
    if (rule !== undefined) classes.push('blamed');
    if (state.verdict?.evidence.some((one) => one.seq === row.seq)) classes.push('cited');
    if (row.seq === state.selected) classes.push('selected');
    const shape = (shapes[row.kind] ?? shapes.other)(row.x, y);
    return make('g', {
      class: classes.join(' '), 'data-mark': row.seq, role: 'button', tabindex: row.seq === this.current ? 0 : -1,
      'aria-label': `${row.label}, ${clock(row.at)}${rule === undefined ? '' : `, evidence for ${rule}`}`,
      onclick: () => select(row.seq, false), onkeydown: (event) => this.move(event, row),
      onmouseenter: (event) => this.tip(event.currentTarget, row), onmouseleave: () => this.tip(null),
      onfocus: (event) => { this.current = row.seq; this.tip(event.currentTarget, row); }, onblur: () => this.tip(null),
    }, make('circle', {class: 'halo', cx: row.x, cy: y, r: 11.5}), shape,
       make('rect', {class: 'hit', x: row.x - this.slot / 2, y: y - 20, width: this.slot, height: 40}),
       rule === undefined || this.saysAlready(row, rule) ? null : make('text', {class: 'blame', x: row.x, y: y - 16}, rule));
  },

  /** Whether the mark beside it in the same lane carries the rule's name already. */
  saysAlready(row, rule) {
    const before = this.marks[this.marks.indexOf(row) - 1];
    return before !== undefined && before.lane === row.lane && row.x - before.x < 24 && this.run.blamed.get(before.seq) === rule;
  },

  move(event, row) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      select(row.seq, false);
      return;
    }
    const index = this.marks.indexOf(row);
    const goal = {ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: this.marks.length - 1}[event.key];
    const next = this.marks[goal];
    if (next === undefined) return;
    event.preventDefault();
    this.current = next.seq;
    this.bringIntoView(next.seq);
    this.draw();
    this.focusMark(next.seq);
  },

  focusMark(seq) {
    byId('drawing').querySelector(`[data-mark="${seq}"]`)?.focus({preventScroll: true});
  },

  bringIntoView(seq) {
    const row = this.run.bySeq.get(seq);
    const box = byId('scroll');
    if (row?.x === undefined) return;
    const outside = row.x < box.scrollLeft + 60 || row.x > box.scrollLeft + box.clientWidth - 60;
    if (outside) box.scrollLeft = row.x - box.clientWidth / 2;
  },

  tip(element, row) {
    const tip = byId('tip');
    tip.hidden = element === null;
    if (element === null) return;
    tip.replaceChildren(make('div', {}, row.label), make('div', {class: 'when'}, `#${row.seq} · ${clock(row.at)} · ${row.kind}`));
    const place = element.getBoundingClientRect();
    const left = Math.min(place.left + place.width / 2, window.innerWidth - tip.offsetWidth - 10);
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, place.top - tip.offsetHeight - 6)}px`;
  },
};

byId('legend').append(...legend.map(([kind, lane, name]) => make('span', {}, make('svg', {viewBox: '-9 -9 18 18', 'aria-hidden': 'true'},
    make('g', {class: `mark ${lane} ${solid.has(kind) ? 'solid' : ''}`}, shapes[kind](0, 0))), name)));
byId('scroll').addEventListener('scroll', () => requestAnimationFrame(() => timeline.draw()));
window.addEventListener('resize', () => timeline.run && timeline.draw());
