import { systemMilliseconds } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/function.ts';
import { outbox } from './adapters.ts';
import { ChannelQueues } from './channel-queues.ts';
import { ChannelSenders } from './channel-senders.ts';
import { secretsClient, tableClient, topicClient } from './clients.ts';

/** What deliver-alerts works with. */
export function alertingPorts({ configuration, clock, count, log }: Runtime) {
  const { region, tableName } = configuration;
  const clients = { topic: topicClient(region), secrets: secretsClient(region), now: systemMilliseconds };
  return {
    queues: new ChannelQueues({ client: tableClient(region), name: tableName }),
    senders: new ChannelSenders(clients),
    outbox: outbox(configuration),
    milliseconds: systemMilliseconds,
    clock,
    count,
    warn: (message: string, facts: object) => log.warn(message, { ...facts }),
  };
}
