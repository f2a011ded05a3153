// The terminal as a chat platform: one private room, one person, and a face for people (TTY) or for scripts (pipe).
import type { Readable, Writable } from 'node:stream';
import type { ChatPlatform, SendFault } from '../../chat/core/platform.ts';
import type { Language } from '../../chat/figures/format.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { ButtonBoard } from './button-board.ts';
import type { Face, Showing, TerminalHands } from './face.ts';
import { LineMaker, TERMINAL_ROOM } from './line-maker.ts';
import { PipeFace } from './pipe.ts';
import { plainReply } from './plain-reply.ts';
import { Printer } from './printer.ts';
import { Seen } from './seen.ts';
import { TtyFace } from './tty.ts';
import { TypedHistory } from './typed-history.ts';

export interface TerminalOptions {
  readonly hands: TerminalHands;
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number };
  /** A person at a TTY; otherwise lines come through a pipe, one by one. */
  readonly interactive: boolean;
  /** In a pipe: one JSON object a line instead of text. */
  readonly json: boolean;
  /** A word that no other run on the same data folder uses: it stands in every id. */
  readonly run: string;
  /** The platform id of whoever has the terminal. */
  readonly personId: string;
  /** Names of commands, without slash, for completion. */
  readonly commands: readonly string[];
  readonly symbols: () => readonly string[];
  /** Where typed lines are remembered; without it they are forgotten at the end. */
  readonly historyFile?: string;
  /** For the terminal's own words until the first message says otherwise. */
  readonly language?: Language;
  /** Called once: end of input, Ctrl-C, or nobody reads the output any more. */
  readonly onEnd: () => void;
}

/** Messages whose edits are still understood; an edit of an older one is sent anew. */
const REMEMBERED = 500;

export interface Terminal extends ChatPlatform {
  /** Lines of a pipe are being worked on, or came a moment ago, so that the next is on its way. Asked again and again. */
  busy(): boolean;
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { hands, run, personId } = options;
  const board = new ButtonBoard();
  const typed = new LineMaker({ run, personId, language: options.language ?? 'en', now: () => hands.now() });
  const shown = new Map<string, string>();
  let count = 0;
  let state: 'not started' | 'open' | 'ended' | 'stopped' = 'not started';
  const end = (): void => {
    if (state === 'ended' || state === 'stopped') return;
    state = 'ended';
    options.onEnd();
  };
  const printer = new Printer(options.output, end);
  const face = openFace();

  function openFace(): Face {
    const parts = { hands, printer, board, typed, onEnd: end };
    if (!options.interactive) {
      return new PipeFace({ ...parts, seen: new Seen() }, options.input, options.json);
    }
    const { input, output, commands, symbols } = options;
    const history = new TypedHistory(options.historyFile, hands.log);
    return new TtyFace({ ...parts, input, output, commands, symbols, history });
  }

  function show(showing: Omit<Showing, 'unchanged'>): void {
    const { messageId, message } = showing;
    const now = JSON.stringify(plainReply(message));
    const unchanged = shown.get(messageId) === now;
    shown.delete(messageId);
    shown.set(messageId, now);
    if (shown.size > REMEMBERED) shown.delete(shown.keys().next().value ?? '');
    typed.language = message.language;
    // Numbers mean what the person saw when the line was begun.
    if (face.typing) board.hold();
    else board.release();
    board.show(messageId, message.buttons);
    face.show({ ...showing, unchanged });
  }

  return {
    name: 'terminal',
    rooms: [TERMINAL_ROOM],
    printsOnly: true,
    // What is printed stays: on a terminal progress is told once, in a pipe a line has one answer.
    ...(options.interactive ? { progressEveryMs: () => Number.POSITIVE_INFINITY } : {}),
    async start(intake) {
      state = 'open';
      face.start(intake);
    },
    async stop() {
      state = 'stopped';
      face.stop();
      await printer.drained();
    },
    async send(room, message, to = {}): Promise<Result<string, SendFault>> {
      const fault = whyNot(room);
      if (fault !== undefined) return failure(fault);
      count += 1;
      const messageId = `${run}:${count}`;
      show({
        messageId,
        message,
        isEdit: false,
        ...(to.replyTo === undefined ? {} : { replyTo: to.replyTo }),
      });
      return success(messageId);
    },
    async edit(room, messageId, message): Promise<Result<void, SendFault>> {
      const fault = whyNot(room);
      if (fault !== undefined) return failure(fault);
      if (!shown.has(messageId)) return failure({ kind: 'message-gone' });
      show({ messageId, message, isEdit: true });
      return success(undefined);
    },
    async answerPress(_pressId, text) {
      if (text !== '' && !printer.gone) face.toast(text);
    },
    /** What stands on a screen or went down a pipe cannot be taken back. */
    async remove() {
      return false;
    },
    async privateRoom(platformId) {
      if (platformId === personId) return success(TERMINAL_ROOM);
      return failure({ kind: 'room-gone', why: 'the terminal has one person only' });
    },
    busy: () => face.busy(),
    health: () => ({ ok: !printer.gone, detail: printer.gone ? 'nobody reads the output' : detail() }),
  };

  function whyNot(room: string): SendFault | undefined {
    if (room !== TERMINAL_ROOM) return { kind: 'room-gone', why: 'the terminal has one room only' };
    return printer.gone ? { kind: 'room-gone', why: 'nobody reads the output' } : undefined;
  }

  function detail(): string {
    if (state !== 'open') return state;
    return options.interactive ? 'at a terminal' : 'in a pipe';
  }
}
