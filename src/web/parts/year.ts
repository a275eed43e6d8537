import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type {
  Activity,
  ActivityDay,
  HistoryItem,
  HistoryPage,
  RecordSession,
  SessionRef,
} from '../client/types.js';
import type { Loaded } from '../controllers/lazy.js';
import type { Dates } from '../dates.js';
import { formatMonth, formatShortMonth, formatUtcDate, isoTime } from '../format.js';
import { type Cell, cellsOf, type Month, monthsByWeek, monthsOf, noonOf } from '../model/year.js';
import { say } from '../texts.js';
import { homeName } from './homes.js';

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const LEVELS = [0, 1, 2, 3, 4];

export interface YearActions {
  readonly retry: () => void;
  readonly more: () => void;
  readonly openSession: (session: SessionRef, words: string) => void;
  readonly show: (id: string) => void;
}

/** The last 53 weeks: the days, the run, the records. Its places are kept while it is on its way. */
export function year({ value, failed }: Loaded<Activity>, actions: YearActions): TemplateResult {
  return html`<section id="year" class="year" part="year" aria-labelledby="year-title" aria-busy=${value === undefined && !failed}>
    <h2 id="year-title" class="small-title">${say('year')}</h2>
    ${failed && value === undefined ? sorry(actions.retry) : nothing}
    ${guard(
      [value],
      () => html`<div class="heat-place">${value ? [monthNames(value.days), calendar(value.days), legend()] : nothing}</div>
      <div class="months-place">${value ? html`<ol class="months">${monthsOf(value.days).map(month)}</ol>` : nothing}</div>
      <dl class="facts records">${value ? facts(value, actions) : nothing}</dl>`,
    )}
  </section>`;
}

/** Unlocks and climbs, written down: it is last on the page, so that it may grow. */
export function log(
  { value, failed }: Loaded<HistoryPage>,
  dates: Dates,
  actions: YearActions,
): TemplateResult {
  return html`<section id="log" class="log" part="log" aria-labelledby="log-title">
    <h2 id="log-title" class="small-title">${say('log')}</h2>
    ${failed ? sorry(actions.retry) : nothing}
    ${value ? html`<ol class="log-list">${value.items.map((item) => entry(item, dates, actions))}</ol>` : nothing}
    ${value?.next_cursor ? html`<button class="button" part="button" type="button" @click=${actions.more}>${say('log-more')}</button>` : nothing}
  </section>`;
}

function entry(
  { id, name, tier, previous_tier, reached_at, session }: HistoryItem,
  { date }: Dates,
  { show, openSession }: YearActions,
): TemplateResult {
  const look = tier ?? 'Feat';
  const words = date(reached_at);
  return html`<li data-look=${look}>
    <button class="link" type="button" @click=${() => show(id)}><bdi>${name}</bdi></button>
    <span><span class="tier">${say(look)}</span>
    <span class="label">${previous_tier ? say('log-climb', { tier: say(previous_tier) }) : say('log-unlock')}</span></span>
    <span class="label"><time datetime=${isoTime(reached_at)}>${words}</time>
    ${session ? html`<span><button class="link" type="button" aria-label=${say('log-session-label', { name })} @click=${() => openSession(session, words)}>${say('log-session')}</button>${homeName(session)}</span>` : nothing}</span>
  </li>`;
}

function sorry(retry: () => void): TemplateResult {
  return html`<p class="label">${say('year-failed')} <button class="link" type="button" @click=${retry}>${say('retry')}</button></p>`;
}

/** Over the first week of each month; each day says its own. */
function monthNames(days: readonly ActivityDay[]): TemplateResult {
  return html`<div class="heat-months" aria-hidden="true">${monthsByWeek(days).map(
    (date) => html`<span>${date === undefined ? nothing : formatShortMonth(noonOf(date))}</span>`,
  )}</div>`;
}

function legend(): TemplateResult {
  return html`<p class="legend label" aria-hidden="true">${say('year-less')}
    ${LEVELS.map((level) => html`<span class="cell" data-level=${level}></span>`)} ${say('year-more')}</p>`;
}

/** Rows of weekdays, columns of weeks; the arrow keys go through the days. */
function calendar(days: readonly ActivityDay[]): TemplateResult {
  const cells = cellsOf(days);
  return html`<div class="heat" role="grid" aria-label=${say('year-days')} @keydown=${move}>
    ${WEEKDAYS.map(
      (weekday) =>
        html`<div role="row">${cells
          .filter((cell) => cell.weekday === weekday)
          .map((cell, index, row) => day(cell, weekday === 0 && index === row.length - 1))}</div>`,
    )}
  </div>`;
}

function day(cell: Cell, isStop: boolean): TemplateResult {
  const words = dayWords(cell);
  return html`<span role="gridcell" tabindex=${isStop ? 0 : -1} class="cell week-${cell.week}" data-level=${cell.level}
    data-place=${`${cell.week}/${cell.weekday}`} aria-label=${words} title=${words}></span>`;
}

function dayWords(cell: ActivityDay): string {
  const date = formatUtcDate(noonOf(cell.date));
  if (!cell.active) return say('day-off', { date });
  return say('day', {
    date,
    messages: say('messages', { count: cell.messages }),
    sessions: say('sessions', { count: cell.sessions }),
    tools: say('tool-calls', { count: cell.tool_calls }),
  });
}

const STEPS: Readonly<Record<string, readonly [week: number, day: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function move(event: KeyboardEvent): void {
  const { key, target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  const step = STEPS[key];
  if (step === undefined) return;
  const [week = 0, weekday = 0] = (target.getAttribute('data-place') ?? '').split('/').map(Number);
  const sign = getComputedStyle(currentTarget).direction === 'rtl' ? -1 : 1;
  const place = `${week + step[0] * sign}/${weekday + step[1]}`;
  const next = currentTarget.querySelector<HTMLElement>(`[data-place="${place}"]`);
  if (next === null) return;
  event.preventDefault();
  target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function month({ key, messages, active }: Month): TemplateResult {
  return html`<li><details>
    <summary><span>${formatMonth(noonOf(`${key}-01`))}</span>
      <span class="label">${say('days', { count: active.length })} · ${say('messages', { count: messages })}</span></summary>
    <ul>${active.map((one) => html`<li class="label">${dayWords(one)}</li>`)}</ul>
  </details></li>`;
}

function facts(
  { run, records }: Activity,
  { openSession }: YearActions,
): readonly (TemplateResult | typeof nothing)[] {
  const { busiest_day: busiest, longest_session: longest, most_tools: most } = records;
  const dateOf = (date: string | null) =>
    date === null ? say('record-undated') : formatUtcDate(noonOf(date));
  const link = (session: RecordSession, words: string) =>
    html`<button class="link" type="button" @click=${() => openSession(session, dateOf(session.date))}>${words}</button><span class="label">${dateOf(session.date)}</span>${homeName(session)}`;
  return [
    fact(
      say('run'),
      html`${say('run-of-21', { count: run.of_last_21 })}<span class="label">${
        run.current > 1
          ? say('run-now', { count: run.current, longest: run.longest })
          : say('run-longest', { count: run.longest })
      }</span>`,
    ),
    busiest
      ? fact(
          say('busiest-day'),
          html`${say('messages', { count: busiest.messages })}<span class="label">${dateOf(busiest.date)}</span>`,
        )
      : nothing,
    longest
      ? fact(say('longest-session'), link(longest, say('messages', { count: longest.messages })))
      : nothing,
    most ? fact(say('most-tools'), link(most, say('tools', { count: most.tools }))) : nothing,
  ];
}

function fact(name: string, value: TemplateResult): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
