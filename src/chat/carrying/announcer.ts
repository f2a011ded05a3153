// Facts of the chat side itself, told at once and without the ledger: strangers, a chat that is down, state that cannot be written.
import type { Notice } from '../../domain/event.ts';
import type { Access } from '../core/access.ts';
import type { Readers } from '../core/reader.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPorts, ChatSettings } from '../core/settings.ts';
import { wordNotice } from '../words/word-notice.ts';
import type { Wording } from '../words/wording.ts';
import type { PrivateRooms } from './private-rooms.ts';
import type { Speaker } from './speaker.ts';

export interface Announcer {
  announce(notice: Notice, to: 'rooms' | 'admins', without?: string): Promise<void>;
  /** Tells once that the state cannot be written (the outbox itself cannot carry that), and once that it can again. */
  watchStore(): Promise<void>;
}

export function createAnnouncer(
  ports: ChatPorts,
  settings: ChatSettings,
  parts: {
    readonly speaker: Speaker;
    readonly readers: Readers;
    readonly access: Access;
    readonly privateRooms: PrivateRooms;
  },
): Announcer {
  const { speaker, readers, access, privateRooms } = parts;
  let storeFault: string | undefined;

  async function tell(
    word: (wording: Wording) => Reply,
    to: 'rooms' | 'admins',
    without?: string,
  ): Promise<void> {
    const view = ports.desk.view();
    await Promise.all(
      ports.platforms
        .filter((platform) => platform.name !== without)
        .map(async (platform) => {
          const rooms =
            to === 'rooms' ? platform.rooms : await privateRooms.ofRole(platform, settings.people, 'admin');
          for (const room of rooms) {
            const person = access.person(platform.name, privateRooms.ownerOf(platform.name, room) ?? room);
            const wording = { ...readers.speech(person), view };
            await speaker.send(
              { platform, room },
              { reply: word(wording), language: readers.language(person), mode: view.mode },
            );
          }
        }),
    );
  }

  return {
    announce: (notice, to, without) => tell((wording) => wordNotice(notice, wording), to, without),
    async watchStore() {
      const now = ports.desk.view().storeFault;
      if (now === storeFault || (now !== undefined && storeFault !== undefined)) return;
      storeFault = now;
      await tell(
        ({ words }) => ({
          tone: now === undefined ? 'good' : 'emergency',
          title: now === undefined ? words.status.storeBack : words.status.storeFault(now),
          blocks: [],
          buttons: [],
          audience: 'room',
        }),
        'rooms',
      );
    },
  };
}
