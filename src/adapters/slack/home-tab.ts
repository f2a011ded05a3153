// The app's home tab: shows what the desk supplies when a person opens it, and is edited in place like a message.
import type { webApi } from '@slack/bolt';
import type { Outgoing } from '../../chat/core/platform.ts';
import type { Log } from '../../ports/log.ts';
import type { SlackLimits } from './limits.ts';
import { planHome } from './plan-message.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';

/** What the tab shows to a person; undefined shows nothing. `room` is where the buttons are good: their private room. */
export type HomeContent = (platformId: string, room: string) => Promise<Outgoing | undefined>;

export class HomeTab {
  readonly #web: webApi.WebClient;
  readonly #content: HomeContent | undefined;
  readonly #limits: SlackLimits;
  readonly #log: Log;
  readonly #scrub: Scrub;
  /** Who looks at which view. */
  readonly #viewers = new Map<string, string>();
  readonly #opening = new Set<string>();

  constructor(
    web: webApi.WebClient,
    content: HomeContent | undefined,
    limits: SlackLimits,
    log: Log,
    scrub: Scrub,
  ) {
    this.#web = web;
    this.#content = content;
    this.#limits = limits;
    this.#log = log;
    this.#scrub = scrub;
  }

  /** A person opened the tab. Never throws; opening it again while it is drawn changes nothing. */
  async opened(platformId: string, user: string, room: string): Promise<void> {
    if (this.#content === undefined || this.#opening.has(user)) return;
    this.#opening.add(user);
    try {
      const message = await this.#content(platformId, room);
      if (message !== undefined) await this.show(user, message);
    } catch (error) {
      this.#log.warn({ reason: wordFailure(error, this.#scrub) }, 'a home tab was not shown');
    } finally {
      this.#opening.delete(user);
    }
  }

  async show(user: string, message: Outgoing): Promise<void> {
    const blocks = [...planHome(message, this.#limits)];
    const { view } = await this.#web.views.publish({ user_id: user, view: { type: 'home', blocks } });
    if (view?.id !== undefined) this.note(view.id, user);
  }

  note(viewId: string, user: string): void {
    this.#viewers.delete(viewId);
    this.#viewers.set(viewId, user);
    const oldest = this.#viewers.keys().next().value;
    if (this.#viewers.size > this.#limits.people && oldest !== undefined) this.#viewers.delete(oldest);
  }

  /** The person whose home tab this id names. */
  viewerOf(messageId: string): string | undefined {
    return this.#viewers.get(messageId);
  }
}
