// A throw in money-moving work is our mistake: trading stops, people get an incident number, the log has the stack.
import { commit } from './commit.ts';
import type { DeskContext } from './context.ts';

/** What a job hands its throw to. Reductions that people approve later are refused until somebody resumes. */
export function stopOnBug(context: DeskContext, job: string): (error: unknown) => void {
  return (error) => {
    const { memory, ports } = context;
    const incident = ports.ids.nonce().slice(0, 8);
    ports.log.error({ job, incident, error }, 'trading stops because of a bug');
    const at = ports.clock.now();
    if (memory.trading.kind !== 'halted') {
      memory.trading = { kind: 'halted', since: at, reason: `bug ${incident}` };
    }
    void commit(context, [
      { kind: 'value', name: 'trading', value: JSON.stringify(memory.trading) },
      { kind: 'journal', entry: { type: 'desk', at, by: 'desk', data: { bug: incident, job } } },
      {
        kind: 'tell',
        lane: 'emergency',
        topic: `bug:${incident}`,
        event: { kind: 'notice', notice: { code: 'bug', incident } },
      },
    ]);
  };
}
