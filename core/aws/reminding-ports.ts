import type { Runtime } from '../runtime/function.ts';
import { tableClient } from './clients.ts';
import { TableReminders } from './reminders.ts';

/** What remind-findings works with. */
export function remindingPorts({ configuration, clock, count, log }: Runtime) {
  const { region, tableName } = configuration;
  return {
    reminders: new TableReminders({ client: tableClient(region), name: tableName }),
    clock,
    count,
    warn: (message: string, facts: object) => log.warn(message, { ...facts }),
  };
}
