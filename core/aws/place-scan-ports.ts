import type { Runtime } from '../runtime/function.ts';
import type { OtherCertificates } from '../sweep/ports.ts';
import type { PlaceScanPorts } from '../sweep/scan-ports.ts';
import { AccessCertificates } from './access-certificates.ts';
import { FoundCertificates } from './certificate-search.ts';
import { scanPorts, withTime } from './scan-ports.ts';
import { ServerCertificates } from './server-certificates.ts';
import { TaggedResources } from './tagged-resources.ts';

/** What scans an account and region. @returns the ports of one invocation */
export function placeScanPorts(runtime: Runtime): () => PlaceScanPorts {
  const { configuration, clock } = runtime;
  const { accounts, ports } = scanPorts(runtime);
  const servers = new ServerCertificates(accounts, configuration.region);
  const access = new AccessCertificates(accounts, configuration.rolesAnywhereEndpoint, clock);
  const others: OtherCertificates = {
    serverCertificates: (account) => servers.serverCertificates(account),
    accessCertificates: (account, region, after) => access.accessCertificates(account, region, after),
  };
  const more = {
    search: new FoundCertificates(accounts),
    tags: new TaggedResources(accounts),
    others,
  };
  return () => withTime({ ...ports, ...more });
}
