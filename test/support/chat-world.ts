// A whole chat side over fakes: people, rooms, a desk, a clock that stands still. Tests type, press and look at what was said.
import { commands } from '../../commands/index.ts';
import type { Incoming, PlatformName } from '../../src/chat/core/platform.ts';
import type { ChatPerson, ChatSettings } from '../../src/chat/core/settings.ts';
import type { Chat } from '../../src/chat/open-chat.ts';
import { openChat } from '../../src/chat/open-chat.ts';
import type { DeskEvent, Lane } from '../../src/domain/event.ts';
import { success } from '../../src/domain/result.ts';
import type { Preferences, PreferencesContent } from '../../src/ports/preferences.ts';
import { FakeChatStore } from './fake-chat-store.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { FakeDesk } from './fake-desk.ts';
import { FakeIds } from './fake-ids.ts';
import { FakeLedger } from './fake-ledger.ts';
import { FakePlatform } from './fake-platform.ts';
import { SilentLog } from './silent-log.ts';
import { TestDigest } from './test-digest.ts';

export const PEOPLE: readonly ChatPerson[] = [
  { name: 'ann', role: 'admin', platformIds: { telegram: '1', slack: 'T1/U1', terminal: 'local' } },
  { name: 'kim', role: 'trader', platformIds: { telegram: '3', slack: 'T1/U3' } },
  { name: 'lee', role: 'trader', platformIds: { telegram: '4' } },
  { name: 'bob', role: 'viewer', platformIds: { telegram: '2', slack: 'T1/U2' } },
];

export class FakePreferences implements Preferences {
  readonly origin = { kind: 'fresh' } as const;
  content: PreferencesContent = { version: 1, people: {}, thresholds: {} };
  current(): PreferencesContent {
    return this.content;
  }
  async update(change: (before: PreferencesContent) => PreferencesContent) {
    this.content = change(this.content);
    return success(undefined);
  }
}

export class ChatWorld {
  readonly clock = new FakeClock();
  readonly store = new FakeChatStore();
  readonly desk = new FakeDesk(this.clock);
  readonly ledger = new FakeLedger(this.clock);
  readonly log = new SilentLog();
  readonly preferences = new FakePreferences();
  readonly incidents: string[] = [];
  readonly platforms: readonly FakePlatform[];
  readonly #ids = new FakeIds();
  readonly #settings: ChatSettings;
  chat: Chat;
  #events = 0;

  constructor(
    platforms: readonly FakePlatform[] = [new FakePlatform()],
    settings: Partial<ChatSettings> = {},
  ) {
    this.platforms = platforms;
    this.#settings = {
      people: PEOPLE,
      language: 'en',
      timezone: 'Asia/Seoul',
      maxCommandAgeMs: 60_000,
      commandsPerMinute: 30,
      contacts: ['kim'],
      approveInPrivate: false,
      version: '1.2.3',
      ...settings,
    };
    this.chat = this.#open();
  }

  get platform(): FakePlatform {
    const [first] = this.platforms;
    if (first === undefined) throw new Error('no platform');
    return first;
  }

  /** The process ends and starts again on the same store. */
  async restart(): Promise<void> {
    this.chat = this.#open();
    await this.chat.start();
    await this.rest();
  }

  async type(text: string, options: TypeOptions = {}): Promise<string> {
    const incoming: Incoming = {
      kind: 'text',
      text,
      messageId: options.messageId ?? `message-${this.#events + 1}`,
      ...this.#common(options),
    };
    const accepted = await this.chat.intake.accept(incoming);
    if (options.rest !== false) await this.rest();
    return accepted;
  }

  /** Presses the newest button with this label, or one by its raw id. */
  async press(label: string, options: PressOptions = {}): Promise<string> {
    const platform = this.platforms.find((each) => each.name === (options.platform ?? this.platform.name));
    const found = options.buttonId === undefined ? platform?.button(label) : undefined;
    const incoming: Incoming = {
      kind: 'press',
      buttonId: options.buttonId ?? found?.button.id ?? '',
      pressId: `press-${this.#events + 1}`,
      messageId: options.messageId ?? found?.said.messageId ?? '',
      ...this.#common({ ...options, room: options.room ?? found?.said.room ?? '1001' }),
    };
    const accepted = await this.chat.intake.accept(incoming);
    if (options.rest !== false) await this.rest();
    return accepted;
  }

  /** The desk tells something. */
  async tell(event: DeskEvent, lane: Lane = 'normal', topic = `topic-${this.#events}`): Promise<void> {
    this.#events += 1;
    await this.ledger.commit([{ kind: 'tell', lane, topic, event }]);
  }

  async pump(): Promise<void> {
    await this.chat.pump();
    await settle();
  }

  async rest(): Promise<void> {
    await this.chat.settled();
    await settle();
  }

  #common(options: TypeOptions) {
    this.#events += 1;
    const from = options.from ?? 'kim';
    const platform = options.platform ?? this.platform.name;
    const person = PEOPLE.find((each) => each.name === from);
    const room = options.room ?? '1001';
    return {
      id: options.id ?? `${platform}:${this.#events}`,
      platform,
      room: { id: room, isPrivate: options.isPrivate ?? room.startsWith('private') },
      sender: {
        platformId: person?.platformIds[platform] ?? from,
        ...(options.language === undefined ? {} : { language: options.language }),
      },
      sentAt: options.sentAt ?? this.clock.now(),
    };
  }

  #open(): Chat {
    return openChat(
      {
        desk: this.desk,
        store: this.store,
        ledger: this.ledger,
        preferences: this.preferences,
        clock: this.clock,
        ids: this.#ids,
        digest: new TestDigest(),
        log: this.log,
        platforms: this.platforms,
        catalogue: commands,
        onBug: (_error, incident) => this.incidents.push(incident),
      },
      this.#settings,
    );
  }
}

export interface TypeOptions {
  readonly from?: string;
  readonly room?: string;
  readonly isPrivate?: boolean;
  readonly platform?: PlatformName;
  readonly language?: string;
  readonly sentAt?: number;
  readonly id?: string;
  readonly messageId?: string;
  /** False: does not wait for the answer. */
  readonly rest?: boolean;
}

export interface PressOptions extends TypeOptions {
  readonly buttonId?: string;
}
