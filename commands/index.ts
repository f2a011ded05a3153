// Every command, by hand: what is not in this list does not exist. The order is the order of menus and of /help.
import type { Command } from '../src/chat/core/command.ts';
import { ack } from './ack.ts';
import { adjust } from './adjust.ts';
import { alerts } from './alerts.ts';
import { allocate } from './allocate.ts';
import { approve } from './approve.ts';
import { balance } from './balance.ts';
import { budget } from './budget.ts';
import { cancel } from './cancel.ts';
import { close } from './close.ts';
import { correlation } from './correlation.ts';
import { cut } from './cut.ts';
import { debug } from './debug.ts';
import { details } from './details.ts';
import { funding } from './funding.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { journal } from './journal.ts';
import { keep } from './keep.ts';
import { kelly } from './kelly.ts';
import { killswitch } from './killswitch.ts';
import { lang } from './lang.ts';
import { leverage } from './leverage.ts';
import { liq } from './liq.ts';
import { margin } from './margin.ts';
import { mode } from './mode.ts';
import { montecarlo } from './montecarlo.ts';
import { mute } from './mute.ts';
import { orders } from './orders.ts';
import { pause } from './pause.ts';
import { performance } from './performance.ts';
import { pnl } from './pnl.ts';
import { positions } from './positions.ts';
import { propose } from './propose.ts';
import { regime } from './regime.ts';
import { reject } from './reject.ts';
import { report } from './report.ts';
import { reset } from './reset.ts';
import { resume } from './resume.ts';
import { risk } from './risk.ts';
import { setleverage } from './setleverage.ts';
import { size } from './size.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { stress } from './stress.ts';
import { threshold } from './threshold.ts';
import { thresholds } from './thresholds.ts';
import { trades } from './trades.ts';
import { trail } from './trail.ts';
import { valueAtRisk } from './var.ts';
import { version } from './version.ts';
import { whatif } from './whatif.ts';
import { whoami } from './whoami.ts';

export const commands: readonly Command[] = [
  status,
  risk,
  positions,
  orders,
  balance,
  pnl,
  trades,
  liq,
  valueAtRisk,
  stress,
  montecarlo,
  whatif,
  size,
  kelly,
  leverage,
  regime,
  correlation,
  budget,
  performance,
  funding,
  alerts,
  thresholds,
  report,
  journal,
  health,
  debug,
  version,
  whoami,
  lang,
  help,
  cut,
  close,
  stop,
  trail,
  setleverage,
  margin,
  allocate,
  approve,
  reject,
  ack,
  mute,
  pause,
  resume,
  killswitch,
  threshold,
  mode,
  reset,
  details,
  adjust,
  propose,
  keep,
  cancel,
];
