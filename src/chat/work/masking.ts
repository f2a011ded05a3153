// One-time codes leave no trace: a message that holds one is stored with stars in its place.

import type { Incoming } from '../core/platform.ts';
import type { Parsed } from '../reading/parse.ts';
import { maskCode } from './run-line.ts';

export type Masked = Incoming & { readonly text?: string; readonly masked?: true };

/** The message as it may be stored: the same, or with its code masked and marked so. */
export function maskLine(incoming: Incoming, parsed: Parsed | undefined): Masked {
  if (incoming.kind !== 'text' || parsed?.kind !== 'command' || parsed.command.secret === undefined) {
    return incoming;
  }
  const text = incoming.text.split(/(\s+)/).map(maskCode).join('');
  return text === incoming.text ? incoming : { ...incoming, text, masked: true };
}
