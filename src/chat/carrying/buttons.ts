// Buttons on the wire are opaque random ids; what they stand for, where and for whom they are good stays with us.
import type { Role } from '../../domain/actor.ts';
import type { ButtonRow } from '../../ports/chat-store.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Command } from '../core/command.ts';
import type { OutgoingButton } from '../core/platform.ts';
import type { Reply } from '../core/reply.ts';
import { findCommand } from '../reading/parse.ts';

/** How long a pressed button still gets a true answer. */
export const BUTTON_LIFE_MS = 7 * 86_400_000;

export interface ButtonPlace {
  readonly platform: string;
  readonly room: string;
  /** The platform's id of the only person who may press, where the reply is for one person. */
  readonly onlyFor?: string;
  readonly at: number;
}

/** Rows to keep and the same buttons as the platform gets them. Ids are 128 random bits in 32 characters; a platform may put its own `v1:` before them. */
export function makeButtons(
  reply: Reply,
  place: ButtonPlace,
  ids: Ids,
  catalogue: readonly Command[],
): { readonly rows: readonly ButtonRow[]; readonly buttons: readonly (readonly OutgoingButton[])[] } {
  const rows: ButtonRow[] = [];
  const buttons = reply.buttons.map((line) =>
    line.map((button): OutgoingButton => {
      const id = ids.nonce();
      rows.push({
        id,
        platform: place.platform,
        room: place.room,
        action: button.refreshes === true ? 'refresh' : commandName(button.command),
        command: button.command,
        role: roleOf(button.command, catalogue),
        ...(place.onlyFor === undefined ? {} : { onlyFor: place.onlyFor }),
        createdAt: place.at,
        expiresAt: place.at + BUTTON_LIFE_MS,
        singleUse: button.singleUse,
      });
      return { id, label: button.label, style: button.style, command: button.command };
    }),
  );
  return { rows, buttons };
}

const commandName = (line: string): string => line.split(' ', 1)[0]?.replace(/^\//, '') ?? '';

function roleOf(line: string, catalogue: readonly Command[]): Role {
  return findCommand(commandName(line), catalogue)?.role ?? 'viewer';
}
