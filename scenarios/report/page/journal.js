'use strict';
// The journal as a table that draws only the rows in view.

const journal = {
  height: 30,
  rows: [],

  load(run) {
    this.run = run;
    for (const row of run.rows) {
      row.haystack ??= `${row.seq} ${row.kind} ${row.actor} ${row.label} ${JSON.stringify(row.details)}`.toLowerCase();
    }
    byId('search').value = '';
    this.filter();
  },

  filter() {
    const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    this.rows = this.run.rows.filter((row) => words.every((word) => row.haystack.includes(word)));
    byId('row-count').textContent = words.length === 0
        ? plural(this.run.rows.length, 'row') : `${this.rows.length} of ${plural(this.run.rows.length, 'row')}`;
    byId('rows').scrollTop = 0;
    this.draw();
  },

  draw() {
    const box = byId('rows');
    const sizer = byId('rows-sizer');
    sizer.style.height = `${this.rows.length * this.height}px`;
    const first = Math.max(0, Math.floor(box.scrollTop / this.height) - 8);
    const last = Math.min(this.rows.length, first + Math.ceil(box.clientHeight / this.height) + 16);
    const focused = document.activeElement?.dataset?.seq;
    const drawn = [];
    for (let i = first; i < last; ++i) drawn.push(this.line(this.rows[i], i));
    sizer.replaceChildren(...drawn);
    if (focused !== undefined) {
      sizer.querySelector(`[data-seq="${focused}"]`)?.focus({preventScroll: true});
    }
  },

  line(row, index) {
    const classes = ['row'];
    if (this.run.blamed.has(row.seq)) classes.push('blamed');
    if (row.seq === state.selected) classes.push('selected');
    return make('button', {
      class: classes.join(' '), style: `top: ${index * this.height}px`, 'data-seq': row.seq,
      title: row.label, onclick: () => select(row.seq, true),
      onkeydown: (event) => this.move(event, index),
    }, make('span', {class: 'seq'}, String(row.seq)), make('span', {class: 'time'}, clock(row.at)),
       make('span', {class: `kind lane-${row.lane || 'none'}`}, row.kind), make('span', {}, row.label));
  },

  move(event, index) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const next = step === undefined ? undefined : this.rows[index + step];
    if (next === undefined) return;
    event.preventDefault();
    this.reveal(index + step);
    this.draw();
    byId('rows-sizer').querySelector(`[data-seq="${next.seq}"]`)?.focus({preventScroll: true});
  },

  reveal(index) {
    const box = byId('rows');
    const top = index * this.height;
    if (top < box.scrollTop) box.scrollTop = top;
    if (top + this.height > box.scrollTop + box.clientHeight) {
      box.scrollTop = top + this.height - box.clientHeight;
    }
  },

  bringIntoView(seq) {
    const index = this.rows.findIndex((row) => row.seq === seq);
    if (index >= 0) this.reveal(index);
    this.draw();
  },
};

byId('rows').addEventListener('scroll', () => requestAnimationFrame(() => journal.draw()));
byId('search').addEventListener('input', () => journal.filter());
start();
