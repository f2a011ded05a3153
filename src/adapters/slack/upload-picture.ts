// Puts a picture into a channel, by Slack's three steps of uploading.
import type { webApi } from '@slack/bolt';
import type { Picture } from './draw-reply.ts';
import type { SlackLimits } from './limits.ts';
import { clip, oneLine } from './slack-text.ts';

/** Rejects with the Web client's error. The message it makes has no id that Slack would tell. */
export async function uploadPicture(
  web: webApi.WebClient,
  room: string,
  thread: string | undefined,
  { png, alt }: Picture,
  limits: SlackLimits,
): Promise<void> {
  const words = clip(oneLine(alt) || 'chart', limits.altUnits);
  const what = { file: Buffer.from(png), filename: 'chart.png', title: words, alt_text: words };
  await web.files.uploadV2(
    thread === undefined ? { channel_id: room, ...what } : { channel_id: room, thread_ts: thread, ...what },
  );
}
