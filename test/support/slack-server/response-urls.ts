// The addresses Slack hands out with commands and presses: five answers within thirty minutes, to replace the
// message, to remove it, or to say something more.
import type { WireAnswer } from '../loopback/scripted-faults.ts';
import { problemsOf } from './block-kit.ts';
import { withIds } from './block-reading.ts';
import type { CallArguments } from './call-arguments.ts';
import type { EventFeed } from './event-feed.ts';
import type { SlackMessage, Workspace } from './workspace.ts';

const USES = 5;
const VALID_MS = 30 * 60_000;
const OK: WireAnswer = { status: 200, body: 'ok' };
const refused = (error: string, status = 404): WireAnswer => ({ status, body: { ok: false, error } });

interface Issued {
  readonly channelId: string;
  readonly userId: string;
  readonly message: SlackMessage | undefined;
  readonly at: number;
  uses: number;
}

export class ResponseUrls {
  readonly #workspace: Workspace;
  readonly #events: EventFeed;
  readonly #now: () => number;
  readonly #issued = new Map<string, Issued>();

  constructor(workspace: Workspace, events: EventFeed, now: () => number) {
    this.#workspace = workspace;
    this.#events = events;
    this.#now = now;
  }

  /** The path of a new address. */
  issue(channelId: string, userId: string, message?: SlackMessage): string {
    const path = `/response/${this.#workspace.nextId('R')}`;
    this.#issued.set(path, { channelId, userId, message, at: this.#now(), uses: 0 });
    return path;
  }

  take(path: string, args: CallArguments): WireAnswer {
    const issued = this.#issued.get(path);
    if (issued === undefined) return refused('invalid_url');
    if (this.#now() - issued.at > VALID_MS) return refused('expired_url');
    if (issued.uses >= USES) return refused('used_url');
    issued.uses += 1;
    return this.answer(issued, args);
  }

  /** Shows what an acknowledgement or a response address carries. */
  answer(to: Omit<Issued, 'at' | 'uses'>, args: CallArguments): WireAnswer {
    const blocks = args.blocks() ?? [];
    const text = args.text('text') ?? '';
    if (problemsOf(blocks, 'message').length > 0) return refused('invalid_blocks', 400);
    const content = { text, blocks: withIds(blocks, () => this.#workspace.nextId('b')) };
    const channel = this.#workspace.channel(to.channelId);
    const { message } = to;
    if (args.flag('delete_original') && message !== undefined) {
      message.deleted = true;
      this.#events.deleted(channel, message);
      return OK;
    }
    if (text === '' && blocks.length === 0) return refused('no_text', 400);
    if (args.flag('replace_original') && message !== undefined) {
      message.history.push(message.content);
      message.content = content;
      this.#events.changed(channel, message);
      return OK;
    }
    const ephemeralTo = args.text('response_type') === 'in_channel' ? undefined : to.userId;
    const threadTs = args.text('thread_ts');
    const posted = this.#workspace.post(channel, this.#workspace.app.botUserId, content, {
      ephemeralTo,
      threadTs,
    });
    this.#events.posted(channel, posted);
    return OK;
  }
}
