import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Payload } from '../payload.js';
import type { Achievement, Evidence } from '../types.js';
import type { Client } from './client/client.js';
import { Announcer } from './controllers/announcer.js';
import { Celebration, newsWords } from './controllers/celebration.js';
import { Connection } from './controllers/connection.js';
import { FilterState } from './controllers/filter-state.js';
import { Ground } from './controllers/ground.js';
import { Heights } from './controllers/heights.js';
import { HomeChoice } from './controllers/home-choice.js';
import { Looking } from './controllers/looking.js';
import { Minutes } from './controllers/minutes.js';
import { Returning } from './controllers/returning.js';
import { SessionDialog } from './controllers/session-dialog.js';
import { ShareDialog } from './controllers/share-dialog.js';
import { Year } from './controllers/year.js';
import { datesIn } from './dates.js';
import { type Filters, isFiltered, matcher, NO_FILTERS } from './model/filters.js';
import { metaApi, withMetaHeaders } from './model/host-metas.js';
import { Order } from './model/order.js';
import { isWhole, type Scene, sceneOf } from './model/scene.js';
import type { News } from './model/seen.js';
import type { Shelf } from './model/summary.js';
import { cabinet } from './parts/cabinet.js';
import type { CardActions } from './parts/card.js';
import { openRendered } from './parts/dialog.js';
import { dock } from './parts/dock.js';
import { header } from './parts/header.js';
import { homes } from './parts/homes.js';
import { notice } from './parts/notice.js';
import { pointAt } from './parts/point.js';
import { keepOneStop } from './parts/roving.js';
import { skeleton } from './parts/skeleton.js';
import { summary } from './parts/summary.js';
import { recent } from './parts/timeline.js';
import { type ChangeFilters, toolbar } from './parts/toolbar.js';
import { emptyBanner, type TroubleActions, troublePage } from './parts/trouble.js';
import type { HeaderHook, HermesAchievementsElement, SessionEvent } from './public.js';
import { styles } from './styles/styles.js';
import { say } from './texts.js';

const MINUTE_MS = 60_000;

/** The Achievements page as an element: `<hermes-achievements>`. */
export class HermesAchievements extends LitElement implements HermesAchievementsElement {
  static override readonly properties: PropertyDeclarations = {
    api: { type: String },
    headers: { attribute: false },
    noUrl: { type: Boolean, attribute: 'no-url' },
    theme: { type: String, reflect: true },
  };
  static override readonly styles = styles;

  /** Where the router is mounted, for an element that is not told. */
  static home: URL;

  declare api: string | undefined;
  declare headers: HeaderHook | undefined;
  declare noUrl: boolean | undefined;
  declare theme: string | undefined;

  readonly #filters = new FilterState(this, () => this.noUrl !== true);
  readonly #homes = new HomeChoice(this, () => this.noUrl !== true);
  readonly #order = new Order();
  readonly #heights = new Heights(this);
  readonly #returning = new Returning(this);
  readonly #announcer = new Announcer(this);
  readonly #show = (badge: Pick<Achievement, 'id'>): void => void this.#point(badge);
  readonly #celebration = new Celebration(this, (news) => void this.#reveal(news));
  readonly #looking = new Looking(this, (ids) => this.#celebration.seen(ids));
  readonly #session = new SessionDialog(this);
  readonly #share = new ShareDialog(this);
  readonly #connection = new Connection(
    this,
    () => this.#homes.within(this.#base()),
    () => withMetaHeaders(this.headers),
    (snapshot, base) => this.#welcome(snapshot, base),
  );
  readonly #year = new Year(this, () => this.#connection.client, {
    show: (id) => this.#show({ id }),
    openSession: (session, title) => this.#openSession({ ...session, title, value: 0 }),
  });

  readonly #cardActions: CardActions = {
    share: (badge, dates) => this.#share.open({ kind: 'badge', badge, dates }),
    openSession: (evidence) => this.#openSession(evidence),
  };
  readonly #troubleActions: TroubleActions = {
    retry: () => this.#connection.client?.retry(),
    reload: () => location.reload(),
  };

  constructor() {
    super();
    new Minutes(this);
    new Ground(this);
  }

  /** A focus that moves within the element is heard of inside alone. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    for (const name of ['focusin', 'pointerdown']) root.addEventListener(name, this.#filters.leaveFrom);
    return root;
  }

  protected override render(): TemplateResult | typeof nothing {
    const client = this.#connection.client;
    if (client === undefined) return nothing;
    const scene = sceneOf(client.state);
    // The toast comes first, so that one press of Tab reaches it before it goes.
    return html`
      ${this.#celebration.render()}
      <div class="page" part="page" aria-busy=${client.state.loading}>
        ${header(client.state, Date.now(), { rescan: () => client.rescan(), shareCabinet: () => this.#shareCabinet(client) })}
        ${homes(this.#homes.homes(client.state.snapshot), this.#homes.current, (home) => this.#homes.change(home))}
        ${this.#scene(client, scene)}
        ${dock(client.state, scene, this.#heights.isDone(client.state.snapshot?.total_count ?? 0), this.#troubleActions)}
      </div>
      ${this.#session.render()}${this.#share.render()}${this.#announcer.render()}
    `;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Somebody may have signed in.
    if (changed.has('headers')) this.#connection.client?.hurry();
  }

  protected override updated(): void {
    openRendered(this.renderRoot);
    keepOneStop(this.renderRoot);
    this.#looking.watch(this.#celebration.news);
    if (this.#connection.client?.state.loading) this.#announcer.announce(say('loading'));
    this.#announcer.announceScan(this.#connection.client?.state.scan);
  }

  #scene({ state }: Client, scene: Scene): TemplateResult {
    const { trouble } = state;
    const actions = this.#troubleActions;
    if (scene.kind === 'trouble' && trouble) return troublePage(trouble, actions);
    if (scene.kind === 'loading' || scene.kind === 'trouble') return skeleton();
    const { payload, error } = scene;
    // One template for all of them: what comes and goes above the cards must not make the cards anew.
    return html`
      ${notice(payload)} ${scene.kind === 'empty' ? emptyBanner(error, actions) : this.#overview(payload)}
      ${this.#cabinet(payload)}
      ${scene.kind === 'cabinet' && scene.firstScan === undefined ? this.#year.render() : nothing}
    `;
  }

  /** Filtering changes nothing of it, and it says no time more exactly than to the minute. */
  #overview(payload: Payload) {
    const { tier } = this.#filters.current;
    const choose = (shelf: Shelf) => this.#filter(payload, { tier: shelf === tier ? '' : shelf });
    return guard([payload, tier, Math.floor(Date.now() / MINUTE_MS)], () => [
      summary(payload, Date.now(), this.#show, choose, tier),
      recent(payload, Date.now(), this.#show),
    ]);
  }

  #cabinet(payload: Payload): TemplateResult {
    const filters = this.#filters.current;
    const badges = this.#order.of(payload, filters);
    const shown = new Set(badges.filter(matcher(filters, this.#celebration.news)));
    const clear = () => this.#filters.clear();
    const change: ChangeFilters = (change) => this.#filter(payload, change);
    const content = {
      badges,
      shown: this.#returning.of(shown),
      news: this.#celebration.news,
      dates: datesIn(payload.time_zone),
      made: this.#heights.made(isWhole(payload), isFiltered(filters)),
      clearFilters: clear,
    };
    return html`<section class="cabinet" aria-labelledby="cabinet-title">
      <h2 id="cabinet-title" class="visually-hidden">${say('cabinet')}</h2>
      ${toolbar(payload, filters, shown.size, this.#celebration.news.size, { change, clear })}
      ${keyed(isWhole(payload), cabinet(content, this.#cardActions))}
    </section>`;
  }

  #base(): URL {
    const api = this.api || metaApi();
    if (!api) return HermesAchievements.home;
    const base = new URL(api, document.baseURI);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    return base;
  }

  #welcome(snapshot: Payload, base: URL): void {
    this.#year.want(snapshot);
    const news = this.#celebration.meet(snapshot, base);
    const { unlocked_count: unlocked, total_count: total } = snapshot;
    this.#announcer.announce(news.length > 0 ? newsWords(news) : say('ring-label', { unlocked, total }));
  }

  #filter({ achievements }: Payload, change: Partial<Filters>): void {
    if (change.query !== undefined) this.#returning.wait();
    this.#filters.change(change);
    const count = achievements.filter(matcher(this.#filters.current, this.#celebration.news)).length;
    this.#announcer.announce(count === 0 ? say('results-none') : say('results', { count }));
  }

  /** One is pointed at; of several, all are shown, and the best is pointed at. */
  async #reveal(news: readonly News[]): Promise<void> {
    this.#returning.hurry();
    if (news.length > 1)
      this.#filters.change({ ...NO_FILTERS, state: 'new', sort: this.#filters.current.sort });
    await this.updateComplete;
    const chosen = this.renderRoot.querySelector('.choice[aria-pressed="true"]');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' });
    const [first] = news;
    if (first) await this.#point(first.badge);
  }

  /** Brings a card into view and the focus to it, also if filters hide it. */
  async #point({ id }: Pick<Achievement, 'id'>): Promise<void> {
    const find = () => this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    if (find()?.hidden) {
      this.#returning.hurry();
      this.#filters.clear();
    }
    await this.updateComplete;
    const found = find();
    if (found) pointAt(found);
  }

  #openSession(evidence: Evidence): void {
    const { session_id: sessionId, title, home } = evidence;
    const detail = { sessionId, title, ...(home !== undefined && { home }) };
    const init = { detail, bubbles: true, composed: true, cancelable: true };
    const event: SessionEvent = new CustomEvent('hermes-session', init);
    const client = this.#connection.client;
    if (this.dispatchEvent(event) && client) void this.#session.open(evidence, client);
  }

  #shareCabinet({ state: { snapshot } }: Client): void {
    if (snapshot) this.#share.open({ kind: 'cabinet', payload: snapshot });
  }
}
