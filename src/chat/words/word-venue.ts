// What is told about an exchange itself: it closes, it is back, a symbol stands still, its clock and ours differ.
import type { VenueNotice } from '../../domain/venue-notice.ts';
import type { Block, Reply, Tone } from '../core/reply.ts';
import { shortName, type Wording } from './wording.ts';

export function wordVenueNotice(notice: VenueNotice, wording: Wording): Reply {
  const { format, view } = wording;
  const say = wording.words.venue;
  const { account } = notice;
  switch (notice.code) {
    case 'maintenance-soon':
      return told(
        say.maintenanceSoon(account, format.clock(notice.from), format.clock(notice.until)),
        'warning',
        [say.nothingOpened],
      );
    case 'maintenance-began':
      return told(say.maintenanceBegan(account), 'critical', [
        ...(notice.detail === '' ? [] : [wording.words.said(notice.detail)]),
        say.blind,
      ]);
    case 'maintenance-over':
      return told(say.maintenanceOver(account, format.duration(notice.lastedMs)), 'good');
    case 'clock-off':
      return told(
        say.clockOff(account, format.duration(Math.abs(notice.offMs))),
        notice.blocks ? 'critical' : 'warning',
        [notice.blocks ? say.clockBlocks : say.clockNext],
      );
    case 'clock-right':
      return told(say.clockRight(account), 'good');
    case 'symbol-halted':
      return told(say.halted(account, shortName(notice.symbol, view)), 'critical', [
        signsOf(notice.why, wording),
        say.haltedNext,
      ]);
    case 'symbol-resumed':
      return told(
        say.resumed(account, shortName(notice.symbol, view), format.duration(notice.haltedMs)),
        notice.isLarge ? 'critical' : 'good',
        [
          ...(notice.gap === undefined ? [] : [say.gap(format.change(notice.gap))]),
          ...(notice.isLarge ? [say.largeGap] : []),
        ],
      );
    case 'countdown-failed':
      return told(say.countdownFailed(account, shortName(notice.symbol, view)), 'warning', [
        wording.words.said(notice.why),
        say.countdownNext,
      ]);
    default:
      return notice satisfies never;
  }
}

/** The names of signs, such as `THIN_VOLUME NO_BIDS`, in words. */
function signsOf(why: string, { words }: Wording): string {
  const signs: Readonly<Record<string, string>> = words.venue.haltSigns;
  return why
    .split(' ')
    .map((sign) => (Object.hasOwn(signs, sign) ? signs[sign] : sign))
    .join(', ');
}

function told(title: string, tone: Tone, lines: readonly string[] = []): Reply {
  const blocks: Block[] = lines.map((text) => ({ kind: 'text', text }));
  return { tone, title, blocks, buttons: [], audience: 'room' };
}
