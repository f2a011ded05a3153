// A terminal that a program types into: the demonstration, and whole conversations in tests, through the same chat core as a person.

import type { ChatPlatform, Intake, Outgoing } from '../../chat/platform.ts';
import { success } from '../../domain/result.ts';
import { drawText } from './draw.ts';

export interface ScriptedTerminalOptions {
  readonly write: (text: string) => void;
  readonly personId: string;
  readonly width?: number;
  readonly colour?: boolean;
  /** Milliseconds of the desk's clock; a line that is typed is never old. */
  readonly now?: () => number;
}

export interface ScriptedTerminal {
  readonly platform: ChatPlatform;
  /** Types a line; resolves when it was taken in. The answer comes when the chat is settled. */
  say(line: string): Promise<void>;
}

const ROOM = 'terminal';

export function scriptedTerminal(options: ScriptedTerminalOptions): ScriptedTerminal {
  const { write, personId, width = 40, colour = false } = options;
  let intake: Intake | undefined;
  let typed = 0;
  let shown = 0;
  const show = (message: Outgoing): void => {
    write(`${drawText(message.reply, { width, colour, language: message.language })}\n\n`);
  };
  const platform: ChatPlatform = {
    name: 'terminal',
    rooms: [ROOM],
    async start(to) {
      intake = to;
    },
    async stop() {
      intake = undefined;
    },
    async send(_room, message) {
      show(message);
      shown += 1;
      return success(String(shown));
    },
    async edit(_room, _messageId, message) {
      show(message);
      return success(undefined);
    },
    async answerPress(_pressId, text) {
      if (text !== '') write(`${text}\n\n`);
    },
    remove: async () => false,
    privateRoom: async () => success(ROOM),
    health: () => ({ ok: true, detail: 'scripted' }),
  };
  return {
    platform,
    async say(line) {
      typed += 1;
      write(`> ${line}\n\n`);
      await intake?.accept({
        kind: 'text',
        id: `terminal:script:${typed}`,
        platform: 'terminal',
        room: { id: ROOM, isPrivate: true },
        sender: { platformId: personId },
        sentAt: options.now?.() ?? Number.MAX_SAFE_INTEGER,
        messageId: `typed-${typed}`,
        text: line,
      });
    },
  };
}
