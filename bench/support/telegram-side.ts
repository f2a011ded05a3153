// People on a loopback Telegram who ask one after the other: the time from the update's delivery to the answer's arrival.
import type { TelegramServer } from '../../test/support/telegram-server/telegram-driver.ts';
import { startTelegramServer } from '../../test/support/telegram-server/telegram-server.ts';

export const TELEGRAM_TOKEN = '7000000001:AAbenchmark-token';
/** Four people, so that nobody asks more often than a person may. */
const PEOPLE = [1, 2, 3, 4] as const;

export const TELEGRAM_PEOPLE = PEOPLE.map((id) => ({ name: `person-${id}`, role: 'admin', telegram: id }));

export async function openTelegramSide(): Promise<TelegramServer> {
  const server = await startTelegramServer({ token: TELEGRAM_TOKEN });
  for (const id of PEOPLE) server.user(id);
  return server;
}

/** Asks `count` times and answers the times in milliseconds. */
export async function askOnTelegram(server: TelegramServer, line: string, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    const person = PEOPLE[asked % PEOPLE.length]!;
    await server.waitFor(() => server.polling, { for: 'a poll' });
    const { length } = server.requests;
    const started = performance.now();
    server.say(person, person, line);
    await server.waitFor(() => isAnswered(server, length, person), { for: `an answer to ${line}` });
    all.push(performance.now() - started);
  }
  return all;
}

function isAnswered({ requests }: TelegramServer, from: number, person: number): boolean {
  for (let index = from; index < requests.length; index += 1) {
    const { method, params } = requests[index]!;
    if (method === 'sendMessage' && Number(params['chat_id']) === person) return true;
  }
  return false;
}
