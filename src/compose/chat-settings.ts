// The configuration in the chat's own terms: who is who on which platform, and what the menus offer.
import type { Config } from '../../config/schema.ts';
import type { CommandMenu } from '../adapters/telegram/command-menu.ts';
import type { Command } from '../chat/core/command.ts';
import type { ChatPerson, ChatSettings } from '../chat/core/settings.ts';
import { wordsOf } from '../chat/core/speech.ts';
import { mayActAs } from '../domain/actor.ts';
import { LOCAL_PERSON } from './desk-settings.ts';

/** The terminal's own person id, which is also its room: whoever has the terminal has the machine. */
export const TERMINAL_ID = 'terminal';

export function chatSettings(config: Config, version: string): ChatSettings {
  const local: ChatPerson = { ...LOCAL_PERSON, platformIds: { terminal: TERMINAL_ID } };
  return {
    people: [...config.people.map(person), local],
    language: config.locale,
    timezone: config.timezone,
    maxCommandAgeMs: config.chat.maxCommandAge,
    commandsPerMinute: config.chat.commandsPerMinute,
    contacts: config.alerts.contacts,
    approveInPrivate: true,
    version,
  };
}

function person({ name, role, telegram, slack }: Config['people'][number]): ChatPerson {
  return {
    name,
    role,
    platformIds: {
      ...(telegram === undefined ? {} : { telegram }),
      ...(slack === undefined ? {} : { slack }),
    },
  };
}

/** Everybody is offered what a viewer may do; each person, in private, what his role may. */
export function telegramMenus(config: Config, catalogue: readonly Command[]): CommandMenu[] {
  const shown = catalogue.filter((command) => command.hidden !== true);
  return (['en', 'ko'] as const).flatMap((language): CommandMenu[] => {
    const commands = (role: 'viewer' | 'trader' | 'admin') =>
      shown
        .filter((command) => mayActAs(role, command.role))
        .map((command) => ({ name: command.name, description: wordsOf(language).help[command.help] }));
    return [
      { language, scope: { kind: 'everyone' }, commands: commands('viewer') },
      ...config.people.flatMap(({ role, telegram }): CommandMenu[] =>
        telegram === undefined
          ? []
          : [{ language, scope: { kind: 'person', platformId: telegram }, commands: commands(role) }],
      ),
    ];
  });
}
