import { systemMilliseconds } from '../runtime/clock.ts';
import type { Configuration } from '../runtime/configuration.ts';
import type { Runtime } from '../runtime/function.ts';
import { outbox } from './adapters.ts';
import { ChannelQueues } from './channel-queues.ts';
import { ChannelSenders } from './channel-senders.ts';
import { CallPace } from './call-pace.ts';
import { secretsClient, securityHubClient, tableClient, topicClient } from './clients.ts';
import { NOT_TOLD, SecurityHub } from './security-hub.ts';

/** What deliver-alerts works with. */
export function alertingPorts({ configuration, clock, count, log }: Runtime) {
  const { region, tableName } = configuration;
  const clients = {
    topic: topicClient(region),
    secrets: secretsClient(region),
    securityHub: configuration.securityHub === 'on' ? securityHub(configuration) : NOT_TOLD,
    now: systemMilliseconds,
  };
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

/** Its calls keep below its quota. */
function securityHub({ hubAccount: account, region, partition }: Configuration): SecurityHub {
  const client = securityHubClient(region);
  new CallPace(systemMilliseconds).watching(account, region)(client, 'securityhub');
  return new SecurityHub(client, { account, region, partition });
}
