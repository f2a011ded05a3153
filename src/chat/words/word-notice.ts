// Short facts about the desk itself: started, stopping, safe mode, a chat that is down, a position that changed by itself.
import type { Notice } from '../../domain/event.ts';
import type { Block, Reply, Tone } from '../core/reply.ts';
import { metricFigure } from './word-reading.ts';
import { wordVenueNotice } from './word-venue.ts';
import { joinParts, shortName, type Wording } from './wording.ts';

export function wordNotice(notice: Notice, wording: Wording): Reply {
  const { words, format } = wording;
  const say = words.notice;
  switch (notice.code) {
    case 'started':
      return plain(say.started(notice.accounts.join(', ')), {
        silent: true,
        lines: notice.recovered > 0 ? [say.recovered(notice.recovered)] : [],
      });
    case 'stopping':
      return plain(say.stopping, { silent: true });
    case 'safe-mode':
      return plain(say.safeMode(words.said(notice.reason)), {
        tone: 'emergency',
        lines: [say.safeModeNext, ...(notice.awaitsReset === true ? [say.safeModeReset] : [])],
      });
    case 'safe-mode-left':
      return plain(say.safeModeLeft(notice.by), { tone: 'good' });
    case 'preferences-restored':
      return plain(
        say.preferencesRestored(notice.from === 'backup' ? say.backup : say.defaults, notice.reason),
        {
          tone: 'warning',
        },
      );
    case 'journal-torn':
      return plain(say.journalTorn(notice.file, format.count(notice.bytes)), { tone: 'warning' });
    case 'trading-paused':
      return plain(say.paused(notice.by));
    case 'trading-resumed':
      return plain(say.resumed(notice.by));
    case 'reducing':
      return plain(say.reducing(words.said(notice.reason)), { tone: 'warning' });
    case 'latch-reset':
      return plain(say.latchReset(notice.by));
    case 'real-refused':
      return plain(say.realRefused, {
        tone: 'warning',
        lines: [say.realMissing(notice.missing.map((each) => gateName(each, wording)).join(', '))],
      });
    case 'stranger':
      return plain(say.stranger(platformName(notice.platform, wording), notice.count), { tone: 'warning' });
    case 'too-old':
      return plain(joinParts(say.tooOld(notice.command, format.duration(notice.ageMs)), notice.by));
    case 'kill-asks-again':
      return {
        ...plain(words.kill.asksAgain(format.duration(notice.ageMs)), { tone: 'critical' }),
        buttons: [
          [{ label: words.button.killNow, command: '/killswitch', style: 'danger', singleUse: true }],
        ],
      };
    case 'chat-down':
      return plain(say.chatDown(platformName(notice.platform, wording), notice.why), { tone: 'critical' });
    case 'chat-back':
      return plain(say.chatBack(platformName(notice.platform, wording)), { tone: 'good' });
    case 'position-changed':
      return plain(
        joinParts(
          say.cause[notice.cause],
          say.changed(
            notice.account,
            shortName(notice.symbol, wording.view),
            format.quantity(notice.before),
            format.quantity(notice.after),
          ),
        ),
        { tone: notice.cause === 'liquidation' ? 'emergency' : 'warning' },
      );
    case 'stream-polling':
      return plain(say.streamPolling(notice.account, words.said(notice.why)), { tone: 'warning' });
    case 'stream-live':
      return plain(say.streamLive(notice.account), { tone: 'good' });
    case 'stop-placed':
    case 'stop-watched':
    case 'stop-triggered':
    case 'stop-gone':
    case 'stop-ended':
    case 'stop-refused':
      return wordStop(notice, wording);
    case 'thresholds-changed':
      return plain(
        say.thresholds(
          metricName(notice.metric, wording),
          levelName(notice.level, wording),
          metricFigure(notice.metric, notice.value, format),
          notice.by,
        ),
      );
    case 'heartbeat':
      return plain(
        say.heartbeat(`${format.money(notice.equity)} ${notice.currency}`, levelName(notice.worst, wording)),
        { silent: true },
      );
    case 'bug':
      return plain(words.bug(notice.incident), { tone: 'error', lines: [words.bugNext] });
    default:
      return wordVenueNotice(notice, wording);
  }
}

type StopNotice = Extract<Notice, { readonly code: `stop-${string}` }>;

function wordStop(notice: StopNotice, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.notice;
  const where = say.stopOf(
    shortName(notice.symbol, view),
    words.side[notice.side],
    format.price(notice.stopPrice),
  );
  const what = joinParts(say.stop[notice.code], where);
  if (notice.code === 'stop-refused') {
    return plain(what, { tone: 'critical', lines: [words.said(notice.why), say.stopAgain] });
  }
  const tone = notice.code === 'stop-triggered' ? 'emergency' : 'plain';
  return plain(joinParts(what, say.stopBy(notice.by)), { tone });
}

function plain(
  title: string,
  more: { readonly tone?: Tone; readonly silent?: boolean; readonly lines?: readonly string[] } = {},
): Reply {
  const blocks: Block[] = (more.lines ?? []).map((text) => ({ kind: 'text', text }));
  return {
    tone: more.tone ?? 'plain',
    title,
    blocks,
    buttons: [],
    audience: 'room',
    ...(more.silent === true ? { silent: true } : {}),
  };
}

const pick = (table: Readonly<Record<string, string>>, key: string): string =>
  Object.hasOwn(table, key) ? (table[key] ?? key) : key;
const platformName = (name: string, { words }: Wording): string => pick(words.platform, name);
const metricName = (name: string, { words }: Wording): string => pick(words.metric, name);
const levelName = (name: string, { words }: Wording): string => pick(words.levelLower, name);
const gateName = (name: string, { words }: Wording): string => pick(words.modes.gate, name);
