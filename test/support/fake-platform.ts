// A chat platform that remembers what it was told, can flood, fail, lose rooms, and lets a test press what stands on the screen.
import type {
  ChatPlatform,
  Outgoing,
  OutgoingButton,
  PlatformName,
  SendFault,
} from '../../src/chat/core/platform.ts';
import { failure, type Result, success } from '../../src/domain/result.ts';

export interface Said {
  readonly room: string;
  readonly messageId: string;
  readonly message: Outgoing;
  readonly edited: boolean;
  readonly onlyFor?: string;
  readonly replyTo?: string;
}

export class FakePlatform implements ChatPlatform {
  readonly name: PlatformName;
  readonly rooms: readonly string[];
  /** Undefined: a line is answered once. */
  progressEveryMs: ((room: string) => number) | undefined = () => 1_000;
  readonly said: Said[] = [];
  readonly toasts: { readonly pressId: string; readonly text: string }[] = [];
  readonly removed: string[] = [];
  /** What a room answers to everything while it is set. */
  readonly faults = new Map<string, SendFault>();
  /** What every room answers while it is set. */
  fault: SendFault | undefined;
  /** Sends hang until this resolves. */
  hanging: Promise<void> | undefined;
  #count = 0;

  constructor(name: PlatformName = 'telegram', rooms: readonly string[] = ['1001']) {
    this.name = name;
    this.rooms = rooms;
  }

  /** First lines of everything said, edits marked with `~`. */
  get titles(): string[] {
    return this.said.map((each) => `${each.edited ? '~ ' : ''}${each.message.reply.title}`);
  }

  get last(): Said {
    const last = this.said.at(-1);
    if (last === undefined) throw new Error('nothing was said');
    return last;
  }

  in(room: string): Said[] {
    return this.said.filter((each) => each.room === room);
  }

  /** The button with this label on the newest message that has it. */
  button(label: string): { readonly button: OutgoingButton; readonly said: Said } {
    for (const said of [...this.said].reverse()) {
      const button = said.message.buttons.flat().find((each) => each.label.startsWith(label));
      if (button !== undefined) return { button, said };
    }
    throw new Error(`no button ${label} on the screen`);
  }

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async send(
    room: string,
    message: Outgoing,
    options: { readonly onlyFor?: string; readonly replyTo?: string } = {},
  ): Promise<Result<string, SendFault>> {
    await this.hanging;
    const fault = this.fault ?? this.faults.get(room);
    if (fault !== undefined) return failure(fault);
    this.#count += 1;
    const messageId = `${this.name}-${this.#count}`;
    this.said.push({
      room,
      messageId,
      message,
      edited: false,
      ...(options.onlyFor === undefined ? {} : { onlyFor: options.onlyFor }),
      ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
    });
    return success(messageId);
  }

  async edit(room: string, messageId: string, message: Outgoing): Promise<Result<void, SendFault>> {
    await this.hanging;
    const fault = this.fault ?? this.faults.get(room);
    if (fault !== undefined) return failure(fault);
    this.said.push({ room, messageId, message, edited: true });
    return success(undefined);
  }

  async answerPress(pressId: string, text: string): Promise<void> {
    this.toasts.push({ pressId, text });
  }

  async remove(_room: string, messageId: string): Promise<boolean> {
    this.removed.push(messageId);
    return true;
  }

  async privateRoom(platformId: string): Promise<Result<string, SendFault>> {
    return this.fault === undefined ? success(`private-${platformId}`) : failure(this.fault);
  }

  health(): { ok: boolean; detail: string } {
    return { ok: this.fault === undefined, detail: 'fake' };
  }
}
