// The test's hand on what people do: they write, mention the app, use slash commands, press buttons, open the
// home tab and submit modals; each becomes a delivery to the app.

import type { AppState, SlackView } from './app-state.ts';
import type { Block } from './block-kit.ts';
import { buttonRows, type SlackButton } from './block-reading.ts';
import { CallArguments } from './call-arguments.ts';
import type { Deliverer, Delivery, Forgery } from './delivery.ts';
import type { ResponseUrls } from './response-urls.ts';
import { wireMessage } from './slack-views.ts';
import { wireView } from './view-methods.ts';
import type { SlackMessage } from './workspace.ts';

/** A button by its label, with a forged value if told, by a label it had before an edit, or made up entirely. */
export type SlackPress =
  | string
  | { readonly label: string; readonly value?: string; readonly stale?: boolean }
  | { readonly actionId: string; readonly value?: string; readonly blockId?: string };

export interface SlackSayOptions {
  readonly threadTs?: string;
  readonly forgery?: Forgery;
}

export interface SlackSaid {
  readonly ts: string;
  /** What the app is told: an app_mention, a message, both, or nothing it has not subscribed to. */
  readonly deliveries: readonly Delivery[];
}

export class Acting {
  readonly #state: AppState;
  readonly #deliverer: Deliverer;
  readonly #responses: ResponseUrls;

  constructor(state: AppState, deliverer: Deliverer, responses: ResponseUrls) {
    this.#state = state;
    this.#deliverer = deliverer;
    this.#responses = responses;
  }

  say(userId: string, channelId: string, text: string, options: SlackSayOptions = {}): SlackSaid {
    const { workspace, events } = this.#state;
    workspace.user(userId);
    const channel = workspace.channel(channelId);
    channel.members.add(userId);
    const message = workspace.post(channel, userId, { text, blocks: [] }, { threadTs: options.threadTs });
    return { ts: message.ts, deliveries: events.posted(channel, message, options.forgery) };
  }

  slash(userId: string, channelId: string, command: string, text: string, forgery?: Forgery): Delivery {
    const { workspace } = this.#state;
    const channel = workspace.channel(channelId);
    const payload = {
      ...this.#caller(),
      team_id: workspace.app.teamId,
      team_domain: workspace.app.teamDomain,
      channel_id: channelId,
      channel_name: channel.name,
      user_id: userId,
      user_name: workspace.user(userId).name,
      command,
      text,
      is_enterprise_install: 'false',
      response_url: this.#state.url() + this.#responses.issue(channelId, userId),
      trigger_id: this.#trigger(userId),
    };
    const onAck = (body: unknown) => this.#showAck(channelId, userId, body);
    return this.#deliverer.deliver({ kind: 'slash_commands', payload, onAck }, forgery);
  }

  press(userId: string, channelId: string, ts: string, press: SlackPress, forgery?: Forgery): Delivery {
    const { workspace } = this.#state;
    const channel = workspace.channel(channelId);
    const message = channel.messages.get(ts);
    const button = this.#buttonOf(press, message, `message ${ts} in ${channelId}`);
    const isEphemeral = message?.ephemeralTo !== undefined;
    const visible = message !== undefined && !message.deleted && !isEphemeral;
    const payload = {
      ...this.#interaction('block_actions', userId),
      container: { type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: isEphemeral },
      channel: { id: channelId, name: channel.name },
      ...(visible ? { message: wireMessage(workspace, message) } : {}),
      state: { values: {} },
      response_url: this.#state.url() + this.#responses.issue(channelId, userId, message),
      actions: [this.#action(button)],
    };
    return this.#deliverer.deliver({ kind: 'interactive', payload }, forgery);
  }

  /** Opens the app's home tab: app_home_opened. */
  openHome(userId: string): Delivery | undefined {
    const { workspace, events, homes } = this.#state;
    const view = homes.get(userId);
    return events.publish('app_home_opened', {
      type: 'app_home_opened',
      user: userId,
      channel: workspace.directMessage(userId).id,
      tab: 'home',
      event_ts: workspace.nextTs(),
      ...(view === undefined ? {} : { view: wireView(this.#state, view) }),
    });
  }

  pressHome(userId: string, press: SlackPress, forgery?: Forgery): Delivery {
    const view = this.#state.homes.get(userId);
    if (view === undefined) throw new Error(`User ${userId} has no home tab yet.`);
    const button = this.#find(press, [view.blocks], `the home tab of ${userId}`);
    const payload = {
      ...this.#interaction('block_actions', userId),
      container: { type: 'view', view_id: view.id },
      view: wireView(this.#state, view),
      actions: [this.#action(button)],
    };
    return this.#deliverer.deliver({ kind: 'interactive', payload }, forgery);
  }

  /** Submits a modal; `values` by block id and action id, as view.state.values carries them. */
  submit(view: SlackView, values: Readonly<Record<string, unknown>>): Delivery {
    const payload = {
      ...this.#interaction('view_submission', view.userId),
      view: { ...wireView(this.#state, view), state: { values } },
      response_urls: [],
    };
    return this.#deliverer.deliver({ kind: 'interactive', payload });
  }

  #caller(): Record<string, unknown> {
    return { token: 'loopback-verification-token', api_app_id: this.#state.workspace.app.appId };
  }

  #trigger(userId: string): string {
    const id = this.#state.workspace.nextId('trigger.');
    return this.#state.triggers.issue(id, userId);
  }

  #interaction(type: string, userId: string): Record<string, unknown> {
    const { app } = this.#state.workspace;
    const { name } = this.#state.workspace.user(userId);
    return {
      type,
      ...this.#caller(),
      user: { id: userId, username: name, name, team_id: app.teamId },
      team: { id: app.teamId, domain: app.teamDomain },
      enterprise: null,
      is_enterprise_install: false,
      trigger_id: this.#trigger(userId),
    };
  }

  #action(button: SlackButton): Record<string, unknown> {
    const text = { type: 'plain_text', text: button.label, emoji: true };
    const chosen =
      button.type === 'button'
        ? { text, ...(button.value === undefined ? {} : { value: button.value }) }
        : { selected_option: { text, value: button.value } };
    return {
      action_id: button.actionId,
      block_id: button.blockId,
      type: button.type,
      ...chosen,
      action_ts: this.#state.workspace.nextTs(),
    };
  }

  #buttonOf(press: SlackPress, message: SlackMessage | undefined, where: string): SlackButton {
    const stale = typeof press === 'object' && 'stale' in press && press.stale === true;
    const old = stale ? (message?.history ?? []).toReversed().map((version) => version.blocks) : [];
    return this.#find(press, [message?.content.blocks ?? [], ...old], where);
  }

  #find(press: SlackPress, screens: readonly (readonly Block[])[], where: string): SlackButton {
    if (typeof press === 'object' && 'actionId' in press) {
      const { actionId, value, blockId = 'forged' } = press;
      return { label: 'forged', actionId, blockId, value, type: 'button' };
    }
    const label = typeof press === 'string' ? press : press.label;
    const buttons = screens.flatMap((blocks) => buttonRows(blocks).flat());
    const found = buttons.find((button) => button.label === label);
    if (found === undefined) {
      const seen = buttons.map((button) => button.label).join(', ') || 'none';
      throw new Error(`There is no button "${label}" on ${where}; its buttons: ${seen}.`);
    }
    const value = typeof press === 'object' ? (press.value ?? found.value) : found.value;
    return { ...found, value };
  }

  /** Text in the acknowledgement of a slash command is shown to the person at once. */
  #showAck(channelId: string, userId: string, body: unknown): void {
    const params = typeof body === 'string' ? { text: body } : body;
    if (typeof params !== 'object' || params === null) return;
    const fields = params as Readonly<Record<string, unknown>>;
    if (!fields['text'] && fields['blocks'] === undefined) return;
    const args = new CallArguments({ params: fields, files: new Map(), raw: Buffer.alloc(0) }, undefined);
    this.#responses.answer({ channelId, userId, message: undefined }, args);
  }
}
