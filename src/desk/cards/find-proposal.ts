// From what a person typed or pressed to the card's row: by id or by its four characters, from memory first, then from the ledger.
import type { Proposal } from '../../domain/proposal.ts';
import { isDecided } from '../../domain/proposal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Declined } from '../../ports/desk.ts';
import type { DeskContext } from '../state/context.ts';

/** Refused with PROPOSAL_UNKNOWN where there is none; of two cards with one code the undecided, then the newer counts. */
export async function findProposal(
  context: DeskContext,
  codeOrId: string,
): Promise<Result<Proposal, Declined>> {
  const { ledger } = context.ports;
  const given = codeOrId.trim();
  const code = given.toUpperCase();
  const remembered = [...context.memory.proposals.values()]
    .filter((proposal) => proposal.content.id === given || proposal.code === code)
    .sort((a, b) => rank(a) - rank(b) || b.content.createdAt - a.content.createdAt)
    .at(0);
  if (remembered !== undefined) return success(remembered);
  for (const read of [() => ledger.proposal(given), () => ledger.proposalByCode(code)]) {
    const found = await read();
    if (!found.ok) return failure({ kind: 'fault', fault: found.error });
    if (found.value !== undefined) return success(found.value);
  }
  return failure({ kind: 'refused', refusals: [{ code: 'PROPOSAL_UNKNOWN', card: given.slice(0, 32) }] });
}

const rank = ({ state }: Proposal): number => (isDecided(state) ? 1 : 0);
