// A chat of one room in this process: what a benchmark types, and the answers that come back.
import type { ChatPlatform, Intake, Outgoing } from '../../src/chat/core/platform.ts';
import { TERMINAL_ID } from '../../src/compose/chat-settings.ts';
import { success } from '../../src/domain/result.ts';

/** Shows progress no more. */
export const isWhole = ({ reply }: Outgoing): boolean =>
  reply.blocks.every(({ kind }) => kind !== 'progress');

/** A chat of one room that hands every message to whoever waits for it. */
export class AskingPlatform implements ChatPlatform {
  readonly name = 'terminal';
  readonly rooms = [];
  readonly progressEveryMs = (): number => 1_000;
  readonly #waiting = new Map<string, (message: Outgoing) => void>();
  #intake: Intake | undefined;
  #count = 0;

  async start(intake: Intake): Promise<void> {
    this.#intake = intake;
  }

  /** Types a line and resolves with the first message that answers it. */
  async ask(text: string): Promise<Outgoing> {
    this.#count += 1;
    const id = `bench:${this.#count}`;
    const answer = new Promise<Outgoing>((resolve) => this.#waiting.set(id, resolve));
    await this.#intake?.accept({
      kind: 'text',
      text,
      id,
      messageId: id,
      platform: 'terminal',
      room: { id: 'bench', isPrivate: true },
      sender: { platformId: TERMINAL_ID },
      sentAt: Number.MAX_SAFE_INTEGER,
    });
    return answer;
  }

  /** Resolves with the next edit of a message that shows progress no more. */
  edited = Promise.withResolvers<string>();

  async send(_room: string, message: Outgoing, to: { readonly replyTo?: string } = {}) {
    this.#waiting.get(to.replyTo ?? '')?.(message);
    this.#waiting.delete(to.replyTo ?? '');
    return success(`said:${this.#count}`);
  }

  async edit(_room: string, _id: string, message: Outgoing) {
    if (isWhole(message)) this.edited.resolve(message.reply.title);
    return success(undefined);
  }

  async stop(): Promise<void> {}
  async answerPress(): Promise<void> {}
  remove = async (): Promise<boolean> => false;
  privateRoom = async () => success('bench');
  health = () => ({ ok: true, detail: 'bench' });
}
