// The menu behind the slash: which commands Telegram offers in which language, to everybody or to one person more.
import type { Api } from 'grammy';
import type { BotCommandScope, LanguageCode } from 'grammy/types';
import type { Log } from '../../ports/log.ts';
import type { TelegramLimits } from './limits.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';

export interface CommandMenu {
  /** English is also what people of every other language see. */
  readonly language: 'en' | 'ko';
  /** Everybody's menu, or the one of a person's private chat, by platform id. */
  readonly scope: { readonly kind: 'everyone' } | { readonly kind: 'person'; readonly platformId: string };
  readonly commands: readonly { readonly name: string; readonly description: string }[];
}

/** Tells Telegram the menus. A menu that cannot be set is logged and nothing more: every command works without it. */
export async function setMenus(
  api: Api,
  menus: readonly CommandMenu[],
  limits: TelegramLimits,
  log: Log,
  scrub: Scrub,
): Promise<void> {
  for (const { language, scope, commands } of menus) {
    const list = commands
      .filter(({ name }) => /^[a-z0-9_]{1,32}$/.test(name))
      .slice(0, limits.commands)
      .map(({ name, description }) => ({
        command: name,
        description: description.slice(0, limits.commandDescriptionUnits).toWellFormed() || name,
      }));
    const where: BotCommandScope =
      scope.kind === 'everyone' ? { type: 'default' } : { type: 'chat', chat_id: Number(scope.platformId) };
    const tongue: { language_code?: LanguageCode } = language === 'en' ? {} : { language_code: language };
    try {
      await api.setMyCommands(list, { scope: where, ...tongue });
    } catch (error) {
      log.warn(
        { language, scope: scope.kind, reason: wordFailure(error, scrub) },
        'a command menu was not set',
      );
    }
  }
}
