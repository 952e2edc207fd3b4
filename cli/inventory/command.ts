import { ownStores } from '../../core/aws/own-stores.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect } from '../deployed.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import { complain, write } from '../paper.ts';
import type { InventoryOptions } from '../sweep-program.ts';
import { sweepingOf } from '../sweeping.ts';
import { counted } from '../text/lines.ts';
import { certificatesThat, unlistedIn, type InventoryFilter } from './inventory.ts';
import { inventoryPaper } from './text.ts';

/** `renewguard inventory`: what comes is printed before more is read. */
export async function runInventory(
  filter: InventoryFilter,
  options: InventoryOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { deployment, now } = await connect(options, terminal);
  sweepingOf(deployment);
  const stores = ownStores(deployment);
  const unlisted = unlistedIn(await stores.coverage.all(), filter);
  const paper = inventoryPaper(options.csv ? 'csv' : options.json ? 'json' : 'text', now, unlisted);
  for (const { message } of unlisted) await complain(`not listed, or as it was known before: ${message}`);
  await write(process.stdout, paper.head);
  let count = 0;
  for await (const records of certificatesThat(stores, filter)) {
    // Whoever closes the other end, as `head` does, wants no more.
    if (!process.stdout.writable) break;
    await write(process.stdout, paper.page(records));
    count += records.length;
  }
  await write(process.stdout, paper.end(count));
  if (!options.json) await complain(counted(count, 'certificate'));
  return exitCodeFor(0, unlisted.length);
}
