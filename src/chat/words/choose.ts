// From a symbol as typed to the one position that is meant, or the question or refusal that goes back instead.
import type { CommandContext } from '../core/command.ts';
import type { Button, Reply } from '../core/reply.ts';
import {
  instruments,
  type NamedInstrument,
  type NamedPosition,
  openPositions,
  resolveInstrument,
  resolvePosition,
} from '../reading/symbol-resolver.ts';

export type Chosen =
  | { readonly kind: 'position'; readonly position: NamedPosition }
  | { readonly kind: 'reply'; readonly reply: Reply };

export type ChosenInstrument =
  | { readonly kind: 'instrument'; readonly instrument: NamedInstrument }
  | { readonly kind: 'reply'; readonly reply: Reply };

type Context = Pick<CommandContext<unknown>, 'desk' | 'words' | 'account'>;

/**
 * The open position that `text` names. Several: asked back with a button each, `line` makes the command of one.
 * None: what is open, and the nearest name in words.
 */
export function choosePosition(
  { desk, words, account }: Context,
  text: string,
  line: (position: string) => string,
): Chosen {
  const view = desk.view();
  const resolved = resolvePosition(text, view, account);
  switch (resolved.kind) {
    case 'found':
      return { kind: 'position', position: resolved.value };
    case 'ambiguous': {
      const several = new Set(resolved.candidates.map((each) => each.account)).size > 1;
      const buttons = resolved.candidates.slice(0, 8).map(
        (each): Button => ({
          label: `${each.symbol} ${words.side[each.side]}${several ? ` @${each.account}` : ''}`,
          command: line(`${each.symbol}:${each.side} @${each.account}`),
          style: 'plain',
          singleUse: false,
        }),
      );
      return {
        kind: 'reply',
        reply: answer(words.typing.whichOne(text.toUpperCase()), [], inRows(buttons, 2)),
      };
    }
    case 'none': {
      const open = [...new Set(openPositions(view, account).map((each) => each.base))];
      const name = text.toUpperCase();
      const title =
        open.length === 0
          ? words.typing.notOpenNone(name)
          : words.typing.notOpen(name, open.slice(0, 10).join(', '));
      const notes = resolved.nearest === undefined ? [] : [words.typing.nearest(resolved.nearest)];
      return { kind: 'reply', reply: answer(title, notes, []) };
    }
    default:
      return resolved satisfies never;
  }
}

/** The listed instrument that `text` names, whether a position is open in it or not; asked back where it fits several. */
export function chooseInstrument(
  { desk, words }: Context,
  text: string,
  line: (symbol: string) => string,
): ChosenInstrument {
  const view = desk.view();
  const resolved = resolveInstrument(text, view);
  switch (resolved.kind) {
    case 'found':
      return { kind: 'instrument', instrument: resolved.value };
    case 'ambiguous': {
      const buttons = resolved.candidates.slice(0, 8).map(
        ({ symbol }): Button => ({
          label: symbol,
          command: line(symbol),
          style: 'plain',
          singleUse: false,
        }),
      );
      return {
        kind: 'reply',
        reply: answer(words.typing.whichOne(text.toUpperCase()), [], inRows(buttons, 2)),
      };
    }
    case 'none': {
      const listed = [...new Set(instruments(view).map((each) => each.base))];
      const title =
        listed.length === 0
          ? words.risk.noAssessment
          : words.typing.notListed(text.toUpperCase(), listed.slice(0, 10).join(', '));
      const notes = resolved.nearest === undefined ? [] : [words.typing.nearest(resolved.nearest)];
      return { kind: 'reply', reply: answer(title, notes, []) };
    }
    default:
      return resolved satisfies never;
  }
}

function answer(title: string, notes: readonly string[], buttons: readonly (readonly Button[])[]): Reply {
  return {
    tone: buttons.length > 0 ? 'plain' : 'error',
    title,
    blocks: notes.map((text) => ({ kind: 'note', text })),
    buttons,
    audience: 'person',
  };
}

export function inRows<T>(items: readonly T[], width: number): T[][] {
  const rows: T[][] = [];
  for (let at = 0; at < items.length; at += width) rows.push(items.slice(at, at + width));
  return rows;
}
