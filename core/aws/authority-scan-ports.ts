import type { Runtime } from '../runtime/function.ts';
import type { AuthorityScanPorts } from '../sweep/scan-ports.ts';
import { outbox, stores } from './adapters.ts';
import { bucketClient } from './clients.ts';
import { AuthorityReports } from './issued-reports.ts';
import { scanPorts, withTime } from './scan-ports.ts';

/** What scans a CA. @returns the ports of one invocation */
export function authorityScanPorts(runtime: Runtime): () => AuthorityScanPorts {
  const { configuration, clock } = runtime;
  const { region, reportBucket: name } = configuration;
  const { accounts, ports } = scanPorts(runtime);
  const more = {
    ...stores(configuration),
    outbox: outbox(configuration),
    reports: new AuthorityReports(accounts, { client: bucketClient(region), name }, clock),
  };
  return () => withTime({ ...ports, ...more });
}
