// The terminal chat played by a script, as text: what the demonstration shows is what a person would see.

import type { ChatPlatform } from '../../chat/core/platform.ts';
import type { Clock } from '../../ports/clock.ts';
import { drawText } from './draw.ts';
import { createTerminalPlatform, isWhole, type Mouth, type Surface } from './terminal-platform.ts';

export interface ScriptedTerminalOptions {
  readonly write: (text: string) => void;
  readonly personId: string;
  /** Times of what is said; without one every line counts as said just now. */
  readonly clock?: Pick<Clock, 'now'>;
  readonly width?: number;
}

export interface ScriptedTerminal {
  readonly platform: ChatPlatform;
  /** Types a line, or presses a button when it is a bare number; resolves when it is taken in, not when it is answered. */
  say(line: string): Promise<void>;
}

export function scriptedTerminal(options: ScriptedTerminalOptions): ScriptedTerminal {
  const { write } = options;
  let mouth: Mouth | undefined;
  let open = true;
  const surface: Surface = {
    get open() {
      return open;
    },
    show: (message) => {
      const drawn = drawText(message.reply, {
        width: options.width ?? 40,
        colour: false,
        language: message.language,
      });
      write(`${drawn}\n\n`);
    },
    toast: (_pressId, text) => {
      if (isWhole(text)) write(`${text}\n\n`);
    },
    read: (given) => {
      mouth = given;
      return new Promise(() => undefined);
    },
    close: () => {
      open = false;
    },
  };
  return {
    platform: createTerminalPlatform({
      surface,
      clock: options.clock ?? { now: () => Number.MAX_SAFE_INTEGER },
      platformId: options.personId,
      session: 'script',
    }),
    async say(line) {
      write(`> ${line}\n`);
      if (/^\d{1,2}$/.test(line)) await mouth?.press(Number(line));
      else await mouth?.say(line);
    },
  };
}
