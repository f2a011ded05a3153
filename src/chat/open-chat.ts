// Puts the chat side together: one object that takes what comes in, carries what goes out, and says how it is.

import type { ChatHealth } from '../ports/health.ts';
import { createAnnouncer } from './carrying/announcer.ts';
import { Outbox } from './carrying/outbox.ts';
import { PrivateRooms } from './carrying/private-rooms.ts';
import { Speaker } from './carrying/speaker.ts';
import { Access } from './core/access.ts';
import type { Intake } from './core/platform.ts';
import { Readers } from './core/reader.ts';
import type { ChatPorts, ChatSettings } from './core/settings.ts';
import { Answers } from './work/answer.ts';
import { Confirmations } from './work/confirm.ts';
import { Dispatch } from './work/dispatch.ts';
import { Runs } from './work/runs.ts';

export interface Chat {
  readonly intake: Intake;
  /** Starts every platform, then takes up what was received before the process ended. A platform that does not start is told in its health. */
  start(): Promise<void>;
  /** Delivers everything that is due now; called after the desk did something, and every second or so. */
  pump(): Promise<void>;
  /** Forgets what nobody can use any more; called every hour or so. */
  tidy(): Promise<void>;
  /** Resolves when everything that came in is worked on and answered. */
  settled(): Promise<void>;
  /** Platforms, what waits and what could not be delivered. */
  health(): Promise<readonly ChatHealth[]>;
  /** Ends the long runs that people asked for and says so in their messages; before the desk stops. */
  endRuns(): Promise<void>;
  stop(): Promise<void>;
}

export function openChat(ports: ChatPorts, settings: ChatSettings): Chat {
  const access = new Access({
    people: settings.people,
    rooms: (name) => ports.platforms.find((platform) => platform.name === name)?.rooms ?? [],
    clock: ports.clock,
    commandsPerMinute: settings.commandsPerMinute,
  });
  const readers = new Readers(ports, settings);
  const speaker = new Speaker(ports);
  const privateRooms = new PrivateRooms();
  const announcer = createAnnouncer(ports, settings, { speaker, readers, access, privateRooms });
  const outbox = new Outbox(ports, settings, { speaker, readers, access, privateRooms, announcer });
  const answers = new Answers(ports, speaker);
  const runs = new Runs(ports, answers, speaker);
  const dispatch = new Dispatch({
    ports,
    settings,
    access,
    readers,
    answers,
    outbox,
    announcer,
    runs,
    cancelRun: (person, code) => runs.cancel(person, code),
    confirmations: new Confirmations(ports.clock, ports.ids),
    chatHealth: health,
  });

  async function health(): Promise<readonly ChatHealth[]> {
    const backlog = await ports.store.backlog();
    return ports.platforms.map((platform) => {
      const { ok, detail } = platform.health();
      const waiting = backlog.ok ? backlog.value.find((each) => each.platform === platform.name) : undefined;
      const gone = [...outbox.deadRooms.keys()].filter((key) => key.startsWith(`${platform.name} `)).length;
      const parts = [
        detail,
        ...(waiting !== undefined && waiting.due > 0 ? [`${waiting.due} waiting`] : []),
        ...(waiting !== undefined && waiting.failed > 0 ? [`${waiting.failed} not delivered`] : []),
        ...(gone > 0 ? [`${gone} rooms gone`] : []),
      ];
      return { name: platform.name, ok: ok && gone === 0, detail: parts.join(', ') };
    });
  }

  return {
    intake: dispatch,
    async start() {
      await Promise.all(
        ports.platforms.map(async (platform) => {
          try {
            await platform.start(dispatch);
          } catch (error) {
            ports.log.error({ platform: platform.name, error }, 'a chat did not start');
          }
          await dispatch.recover(platform);
        }),
      );
    },
    async pump() {
      await Promise.all([answers.flush(), outbox.pump()]);
    },
    tidy: () => speaker.tidy(),
    settled: () => dispatch.settled(),
    health,
    endRuns: () => runs.endAll(),
    async stop() {
      await runs.endAll();
      await Promise.all(ports.platforms.map((platform) => platform.stop()));
      await dispatch.settled();
    },
  };
}
