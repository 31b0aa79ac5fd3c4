'use strict';
// The page's state and everything that is not the timeline or the journal table.

const report = JSON.parse(document.getElementById('report').textContent);
const outcomes = ['fail', 'warn', 'pass', 'not-exercised'];
const outcomeNames = {fail: 'broken', warn: 'warned', pass: 'kept', 'not-exercised': 'not exercised'};

/** Makes an element; text goes in as text, never as markup. */
function make(tag, attributes, ...children) {
  const svg = make.svgTags.has(tag);
  const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag)
                      : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}
make.svgTags = new Set(['svg', 'g', 'rect', 'line', 'path', 'circle', 'text']);

const byId = (id) => document.getElementById(id);
const clock = (ms) => new Date(ms).toISOString().slice(11, 19);
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

function span(ms) {
  const sign = ms < 0 ? '-' : '';
  let rest = Math.abs(ms);
  if (rest === 0) return '0s';
  let text = '';
  for (const [size, name] of [[86400000, 'd'], [3600000, 'h'], [60000, 'm'], [1000, 's'], [1, 'ms']]) {
    if (rest < size) continue;
    text += Math.floor(rest / size) + name;
    rest %= size;
  }
  return sign + text;
}

const state = {run: null, selected: null, verdict: null, shown: new Set(['fail', 'warn', 'pass'])};

function runName(run) {
  const cell = Object.entries(run.cell).map(([name, value]) => `${name}=${value}`).join(' ');
  return cell ? `${run.title} [${cell}]` : run.title;
}

function countsOf(run) {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
  for (const verdict of run.verdicts) counts[verdict.outcome] += 1;
  return counts;
}

function countsText(counts) {
  return outcomes.filter((outcome) => counts[outcome] > 0)
      .map((outcome) => `${counts[outcome]} ${outcomeNames[outcome]}`).join(' · ');
}

const isBroken = (run) => run.outcome !== 'kept';

// ---- the head of the page ----

function headline() {
  const broken = report.runs.filter(isBroken);
  if (report.runs.length === 0) return 'Nothing was run';
  if (broken.length === 0) return 'Every rule that could be judged was kept';
  const rules = new Set();
  for (const run of broken) {
    for (const verdict of run.verdicts) if (verdict.outcome === 'fail') rules.add(verdict.rule);
  }
  const where = report.runs.length === 1 ? '' : ` in ${broken.length} of ${report.runs.length} runs`;
  if (rules.size > 0) return `${plural(rules.size, 'rule')} broken${where}`;
  return broken.length === 1 && report.runs.length === 1 ? 'The run did not end well'
                                                         : `Something went wrong${where}`;
}

function renderRuns() {
  const list = byId('runs');
  list.hidden = report.runs.length < 2;
  list.replaceChildren(...report.runs.map((run, index) => make('button', {
    'aria-current': String(run === state.run), onclick: () => openRun(index),
  }, make('span', {class: `pill ${isBroken(run) ? 'fail' : 'pass'}`}, run.outcome.replace('-', ' ')),
     make('span', {class: 'name'}, runName(run)),
     make('span', {class: 'counts'}, countsText(countsOf(run))))));
}

function renderHead() {
  const run = state.run;
  byId('title').textContent = run.title;
  const known = [['profile', run.profile], ['generation', run.generation], ['model', run.model], ['seller', run.seller],
                 ['seed', String(run.seed)], ['took', span(run.took_ms)], ['story', run.file]];
  // A matrix often names the generation or the profile itself.
  const chosen = Object.entries(run.cell).filter(([name, value]) =>
      !known.some(([fact, same]) => same === value && name.split('.').pop() === fact));
  const facts = [...chosen, ...known];
  byId('facts').replaceChildren(...facts.filter(([, value]) => value !== '')
      .map(([name, value]) => make('span', {class: 'chip'}, `${name} `, make('b', {}, value))));
  const trouble = byId('trouble');
  trouble.hidden = run.trouble === '';
  trouble.textContent = run.trouble;
}

function marginText(verdict) {
  if (verdict.margin_ms === undefined) return '';
  if (verdict.margin_ms > 0) return `${span(verdict.margin_ms)} to spare`;
  if (verdict.margin_ms === 0) return 'at the very instant';
  return `missed by ${span(-verdict.margin_ms)}`;
}

function evidenceButton(evidence) {
  return make('button', {onclick: () => select(evidence.seq, true)},
              `#${evidence.seq} ${clock(evidence.at)} ${evidence.text}`);
}

function renderBroken() {
  const run = state.run;
  const cards = run.verdicts.filter((verdict) => verdict.outcome === 'fail').map((verdict) => make(
      'article', {class: 'card'},
      make('header', {}, make('span', {class: 'pill fail'}, verdict.rule), make('h2', {}, verdict.title),
           make('span', {class: 'fail'}, marginText(verdict))),
      make('p', {class: 'what'}, verdict.summary),
      make('div', {class: 'links'}, ...verdict.evidence.slice(0, 6).map(evidenceButton))));
  const steps = run.steps.filter((step) => !step.ok).map((step) => make(
      'article', {class: 'card step'},
      make('header', {}, make('span', {class: 'pill warn'}, `step ${step.index}`), make('h2', {}, step.sentence),
           make('span', {class: 'soft mono'}, `${run.file}:${step.line}`)),
      make('p', {class: 'what'}, step.failure)));
  byId('broken').replaceChildren(...cards, ...steps);
}

// ---- verdicts ----

function renderVerdicts() {
  const counts = countsOf(state.run);
  byId('verdict-filters').replaceChildren(...outcomes.map((outcome) => make('button', {
    'aria-pressed': String(state.shown.has(outcome)),
    onclick: () => {
      if (!state.shown.delete(outcome)) state.shown.add(outcome);
      renderVerdicts();
    },
  }, `${counts[outcome]} ${outcomeNames[outcome]}`)));
  const ranked = state.run.verdicts.map((verdict, index) => [verdict, index]);
  ranked.sort(([a, i], [b, j]) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) || i - j);
  const shown = ranked.map(([verdict]) => verdict).filter((verdict) => state.shown.has(verdict.outcome));
  byId('verdicts').replaceChildren(...shown.map(verdictItem));
}

function verdictItem(verdict) {
  const item = make('details', {class: 'verdict'},
      make('summary', {}, make('span', {class: `id ${verdict.outcome}`}, verdict.rule),
           make('span', {class: 'text'}, make('span', {class: 'title'}, verdict.title),
                make('span', {class: 'said'}, verdict.summary)),
           make('span', {class: `pill ${verdict.outcome}`}, marginText(verdict) || outcomeWord(verdict))),
      make('div', {class: 'more'},
           make('p', {}, verdict.how),
           verdict.deadline === undefined ? null
               : make('p', {}, `Deadline ${day(verdict.deadline)} ${clock(verdict.deadline)}`),
           make('ul', {class: 'evidence'}, ...verdict.evidence.map((one) => make('li', {}, evidenceButton(one))))));
  item.addEventListener('toggle', () => {
    if (item.open) state.verdict = verdict;
    else if (state.verdict === verdict) state.verdict = null;
    timeline.draw();
  });
  return item;
}

function outcomeWord(verdict) {
  return {fail: 'broken', warn: 'warning', pass: 'kept', 'not-exercised': 'not exercised'}[verdict.outcome];
}

function renderSteps() {
  const run = state.run;
  byId('steps').hidden = run.steps.length === 0;
  byId('steps-title').textContent = `The story, ${plural(run.steps.length, 'step')}`;
  byId('steps-list').replaceChildren(...run.steps.map((step) => make('li', {},
      make('span', {class: 'mono soft'}, clock(step.from)), make('span', {}, step.sentence),
      make('span', {class: `pill ${step.ok ? 'pass' : 'fail'}`}, step.ok ? 'done' : 'failed'),
      step.margin_ms === undefined ? null : make('span', {class: 'soft mono'}, marginText(step)),
      step.ok ? null : make('span', {class: 'said'}, step.failure))));
}

// ---- choosing a row ----

function select(seq, bringIntoView) {
  const row = state.run.bySeq.get(seq);
  if (row === undefined) return;
  state.selected = seq;
  const details = byId('details');
  details.classList.add('open');
  byId('details-title').textContent = row.label;
  byId('details-when').textContent = `#${row.seq} · ${day(row.at)} ${clock(row.at)} UTC · ${row.kind} · ${row.actor}`;
  byId('details-data').textContent = JSON.stringify(row.details, null, 2);
  timeline.draw();
  if (bringIntoView) {
    timeline.bringIntoView(seq);
    byId('timeline').scrollIntoView({block: 'nearest'});
  }
  journal.bringIntoView(seq);
}

function unselect() {
  state.selected = null;
  byId('details').classList.remove('open');
  timeline.draw();
  journal.draw();
}

function openRun(index) {
  const run = report.runs[index];
  run.bySeq = new Map(run.rows.map((row) => [row.seq, row]));
  run.blamed = new Map();
  for (const verdict of run.verdicts) {
    if (verdict.outcome !== 'fail') continue;
    for (const evidence of verdict.evidence) run.blamed.set(evidence.seq, verdict.rule);
  }
  Object.assign(state, {run, selected: null, verdict: null});
  byId('details').classList.remove('open');
  renderRuns();
  renderHead();
  renderBroken();
  renderVerdicts();
  renderSteps();
  timeline.load(run);
  journal.load(run);
}

function start() {
  byId('headline').textContent = headline();
  byId('headline').className = report.runs.some(isBroken) ? 'fail' : 'pass';
  document.title = `souk: ${headline()}`;
  byId('details-close').addEventListener('click', unselect);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') unselect();
  });
  if (report.runs.length === 0) {
    byId('run').hidden = true;
    return;
  }
  // "#3" opens the third run, "#3:42" shows its row 42 as well.
  const [number, seq] = location.hash.slice(1).split(':').map(Number);
  const asked = report.runs[number - 1] === undefined ? report.runs.findIndex(isBroken) : number - 1;
  openRun(Math.max(asked, 0));
  if (seq > 0) select(seq, true);
}
