import { setTimeout as pause } from 'node:timers/promises';
import { systemMilliseconds } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/function.ts';
import type { AuthorityScanPorts } from '../sweep/scan-ports.ts';
import { outbox, stores } from './adapters.ts';
import { bucketClient } from './clients.ts';
import { AuthorityReports } from './issued-reports.ts';
import { TableTurns } from './pace.ts';
import { tableOf } from './planning-ports.ts';
import { scanPorts, withTime } from './scan-ports.ts';

/** One report a second, account and region (service-facts 1.7); clocks of two machines never run quite alike. */
const REPORT_INTERVAL_MILLISECONDS = 1100;

function turnOf(configuration: Runtime['configuration']): (account: string, region: string) => Promise<unknown> {
  const turns = new TableTurns(tableOf(configuration), systemMilliseconds);
  return async (account, region) =>
    pause(
      await turns.turn(
        'acm-pca:CreateCertificateAuthorityAuditReport',
        `${account}/${region}`,
        REPORT_INTERVAL_MILLISECONDS,
      ),
    );
}

/** What scans a CA. @returns the ports of one invocation */
export function authorityScanPorts(runtime: Runtime): () => AuthorityScanPorts {
  const { configuration, clock } = runtime;
  const { region, reportBucket: name } = configuration;
  const { accounts, ports } = scanPorts(runtime);
  const more = {
    ...stores(configuration),
    outbox: outbox(configuration),
    reports: new AuthorityReports(accounts, { client: bucketClient(region), name }, clock, turnOf(configuration)),
  };
  return () => withTime({ ...ports, ...more });
}
