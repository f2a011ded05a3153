// From what the desk tells to what people read: every event has its words here, in the reader's language.
import type { DeskEvent } from '../../domain/event.ts';
import type { Reply } from '../core/reply.ts';
import { wordAlert, wordAlerts } from './word-alert.ts';
import { wordKill } from './word-kill.ts';
import { wordNotice } from './word-notice.ts';
import { wordProposal } from './word-proposal.ts';
import { wordReport } from './word-report.ts';
import type { Wording } from './wording.ts';

export function wordEvent(event: DeskEvent, wording: Wording): Reply {
  switch (event.kind) {
    case 'alert':
      return wordAlert(event.telling, event.alert, wording, event.contact);
    case 'alerts':
      return wordAlerts(event.telling, event.alerts, wording, event.contact);
    case 'proposal':
      return wordProposal(event.proposal, wording, event.contact);
    case 'kill':
      return wordKill(event.latch, wording, event.reportFile);
    case 'mode': {
      const { words } = wording;
      return {
        tone: event.mode === 'real' ? 'warning' : 'plain',
        title: words.notice.modeChanged(words.mode[event.mode], event.by),
        blocks: [],
        buttons: [],
        audience: 'room',
      };
    }
    case 'report':
      return wordReport(event.report, wording);
    case 'notice':
      return wordNotice(event.notice, wording);
    default:
      return event satisfies never;
  }
}
