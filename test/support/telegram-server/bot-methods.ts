// The methods about the bot itself: who it is, how it hears, its menu, and its answers to pressed buttons.
import { badRequest, conflict } from './api-error.ts';
import type { BotCommand, BotState, MethodTable } from './bot-state.ts';
import type { CallParameters } from './call-parameters.ts';

function readAllowed(params: CallParameters): readonly string[] | undefined {
  const allowed = params.json('allowed_updates');
  return Array.isArray(allowed) ? allowed.map(String) : undefined;
}

/** The key of a command list: scope and language, as `chat:1001/ko` or `default/`. */
export function commandListKey(
  scope: Readonly<Record<string, unknown>> | undefined,
  language: string,
): string {
  const ids = [scope?.['chat_id'], scope?.['user_id']].filter((id) => id !== undefined);
  return `${[scope?.['type'] ?? 'default', ...ids].join(':')}/${language}`;
}

const keyOf = (params: CallParameters) =>
  commandListKey(params.object('scope'), params.text('language_code'));

function readCommands(params: CallParameters): BotCommand[] {
  const list = params.json('commands');
  if (!Array.isArray(list)) throw badRequest('commands must be an Array');
  if (list.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return list.map((entry: Partial<BotCommand>) => {
    const command = String(entry.command ?? '').replace(/^\//, '');
    const description = String(entry.description ?? '');
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command, description };
  });
}

function dropPendingIfAsked(state: BotState, params: CallParameters): void {
  if (params.flag('drop_pending_updates')) state.queue.drop();
}

export const botMethods: MethodTable = {
  getMe(state) {
    return {
      ...state.world.bot,
      can_join_groups: true,
      can_read_all_group_messages: state.canReadAllGroupMessages,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    };
  },

  getUpdates(state, params, closed) {
    if (state.webhook.url !== '') {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    return state.queue.poll({
      offset: params.integer('offset') ?? 0,
      limit: Math.min(100, Math.max(1, params.integer('limit') ?? 100)),
      timeoutSeconds: Math.min(50, Math.max(0, params.integer('timeout') ?? 0)),
      allowed: readAllowed(params),
      closed,
    });
  },

  setWebhook(state, params) {
    const allowed = readAllowed(params);
    if (allowed !== undefined) state.queue.allowed = allowed;
    dropPendingIfAsked(state, params);
    const secret = params.text('secret_token');
    state.webhook.set(params.text('url'), secret === '' ? undefined : secret);
    if (state.webhook.url !== '') state.queue.endPolling('terminated by setWebhook request');
    return true;
  },

  deleteWebhook(state, params) {
    dropPendingIfAsked(state, params);
    state.webhook.set('', undefined);
    return true;
  },

  getWebhookInfo: (state) => state.webhook.info(),

  setMyCommands(state, params) {
    state.commands.set(keyOf(params), readCommands(params));
    return true;
  },

  getMyCommands: (state, params) => state.commands.get(keyOf(params)) ?? [],

  deleteMyCommands(state, params) {
    state.commands.delete(keyOf(params));
    return true;
  },

  answerCallbackQuery(state, params) {
    state.callbacks.answer(params.text('callback_query_id'), params.text('text'), params.flag('show_alert'));
    return true;
  },

  setMyName: () => true,
  setMyDescription: () => true,
  setMyShortDescription: () => true,
  setChatMenuButton: () => true,
};
