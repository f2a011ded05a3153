// What stands after `/killswitch`: how far it goes and over what. A slip near "flatten" still halts; any other unknown word is asked back.
import { closestMatch } from 'leven';
import type { KillScope } from '../../domain/kill-switch.ts';
import type { DeskView } from '../../ports/desk.ts';
import { resolveInstrument, resolvePosition } from './symbol-resolver.ts';

export type KillWords =
  | {
      readonly kind: 'kill';
      readonly goal: 'halt' | 'flatten';
      readonly drill: boolean;
      readonly scope: KillScope;
      /** A word that was not understood but taken for halting. */
      readonly misread?: string;
    }
  | { readonly kind: 'status' }
  | { readonly kind: 'unclear'; readonly word: string; readonly candidates: readonly string[] };

const VERBS = ['flatten', 'halt', 'now', 'all', 'drill', 'status'] as const;

export function readKillWords(
  words: readonly string[],
  account: string | undefined,
  view: DeskView,
): KillWords {
  let goal: 'halt' | 'flatten' = 'halt';
  let drill = false;
  let scope: KillScope = account === undefined ? { kind: 'all' } : { kind: 'account', account };
  let misread: string | undefined;
  for (const given of words) {
    const word = given.toLowerCase();
    const verb = VERBS.find((each) => each === word);
    if (verb === 'status') return { kind: 'status' };
    if (verb === 'flatten') goal = 'flatten';
    else if (verb === 'drill') drill = true;
    else if (verb === undefined) {
      const symbol = symbolOf(given, view);
      if (typeof symbol === 'string') scope = { kind: 'symbol', symbol };
      else if (symbol.length > 0) return { kind: 'unclear', word: given, candidates: symbol };
      else if (word.length > 3 && closestMatch(word, ['flatten'], { maxDistance: 2 }) !== undefined)
        misread = given;
      else return { kind: 'unclear', word: given.slice(0, 32), candidates: [] };
    }
  }
  if (drill) goal = 'flatten';
  return { kind: 'kill', goal, drill, scope, ...(misread === undefined ? {} : { misread }) };
}

/** The one symbol that is meant, or the several that it may be. */
function symbolOf(text: string, view: DeskView): string | readonly string[] {
  if (!/^[A-Za-z0-9/:-]{1,32}$/.test(text)) return [];
  const held = resolvePosition(text, view);
  if (held.kind === 'found') return held.value.symbol;
  if (held.kind === 'ambiguous') {
    const symbols = [...new Set(held.candidates.map((each) => each.symbol))];
    return symbols.length === 1 && symbols[0] !== undefined ? symbols[0] : symbols;
  }
  const listed = resolveInstrument(text, view);
  if (listed.kind === 'found') return listed.value.symbol;
  return listed.kind === 'ambiguous' ? listed.candidates.map((each) => each.symbol) : [];
}
