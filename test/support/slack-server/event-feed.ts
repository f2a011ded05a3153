// Turns what happens in the workspace into Events API deliveries, for the events the app has subscribed to.
import type { Deliverer, Delivery, Forgery } from './delivery.ts';
import { wireMessage } from './slack-views.ts';
import type { SlackChannel, SlackMessage, Workspace } from './workspace.ts';

const SUBSCRIPTION = { public: 'message.channels', private: 'message.groups', im: 'message.im' } as const;
const CHANNEL_TYPE = { public: 'channel', private: 'group', im: 'im' } as const;

export class EventFeed {
  readonly #workspace: Workspace;
  readonly #deliverer: Deliverer;
  readonly #subscriptions: ReadonlySet<string>;
  readonly #now: () => number;

  constructor(
    workspace: Workspace,
    deliverer: Deliverer,
    subscriptions: readonly string[],
    now: () => number,
  ) {
    this.#workspace = workspace;
    this.#deliverer = deliverer;
    this.#subscriptions = new Set(subscriptions);
    this.#now = now;
  }

  /** Delivers an event when the app subscribed to it under `subscription`. */
  publish(
    subscription: string,
    event: Readonly<Record<string, unknown>>,
    forgery?: Forgery,
  ): Delivery | undefined {
    if (!this.#subscriptions.has(subscription)) return undefined;
    const { app } = this.#workspace;
    const payload = {
      token: 'loopback-verification-token',
      team_id: app.teamId,
      api_app_id: app.appId,
      event,
      type: 'event_callback',
      event_id: this.#workspace.nextId('Ev'),
      event_time: Math.floor(this.#now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: app.teamId,
          user_id: app.botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
    };
    return this.#deliverer.deliver({ kind: 'events_api', payload }, forgery);
  }

  /** A message somebody, or the app itself, posted. Ephemeral messages make no event. */
  posted(channel: SlackChannel, message: SlackMessage, forgery?: Forgery): Delivery[] {
    if (message.ephemeralTo !== undefined || !channel.members.has(this.#workspace.app.botUserId)) return [];
    const event = { ...wireMessage(this.#workspace, message), ...this.#place(channel), event_ts: message.ts };
    const mentions = message.content.text.includes(`<@${this.#workspace.app.botUserId}>`);
    const deliveries = [
      mentions && channel.kind !== 'im'
        ? this.publish('app_mention', { ...event, type: 'app_mention' }, forgery)
        : undefined,
      this.publish(SUBSCRIPTION[channel.kind], event, forgery),
    ];
    return deliveries.filter((delivery) => delivery !== undefined);
  }

  changed(channel: SlackChannel, message: SlackMessage): void {
    this.#notice(channel, message, {
      subtype: 'message_changed',
      message: wireMessage(this.#workspace, message),
    });
  }

  deleted(channel: SlackChannel, message: SlackMessage): void {
    this.#notice(channel, message, { subtype: 'message_deleted', deleted_ts: message.ts });
  }

  #notice(channel: SlackChannel, message: SlackMessage, fields: Readonly<Record<string, unknown>>): void {
    if (message.ephemeralTo !== undefined) return;
    const ts = this.#workspace.nextTs();
    this.publish(SUBSCRIPTION[channel.kind], {
      type: 'message',
      hidden: true,
      ts,
      event_ts: ts,
      ...this.#place(channel),
      ...fields,
    });
  }

  #place(channel: SlackChannel): Record<string, unknown> {
    return { channel: channel.id, channel_type: CHANNEL_TYPE[channel.kind] };
  }
}
