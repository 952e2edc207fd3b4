import type { AccountId } from '../domain/arn.ts';
import type { Runtime } from '../runtime/function.ts';
import type { PlaceScanPorts } from '../sweep/scan-ports.ts';
import { AccessCertificates } from './access-certificates.ts';
import { FoundCertificates } from './certificate-search.ts';
import { scanPorts, withTime } from './scan-ports.ts';
import { ServerCertificates } from './server-certificates.ts';
import { TaggedResources } from './tagged-resources.ts';

/** What scans an account and region. @returns the ports of one invocation */
export function placeScanPorts(runtime: Runtime): () => PlaceScanPorts {
  const { accounts, ports } = scanPorts(runtime);
  const servers = new ServerCertificates(accounts);
  const access = new AccessCertificates(accounts);
  const more = {
    search: new FoundCertificates(accounts),
    tags: new TaggedResources(accounts),
    others: {
      serverCertificates: (account: AccountId) => servers.serverCertificates(account),
      accessCertificates: (account: AccountId, region: string) => access.accessCertificates(account, region),
    },
  };
  return () => withTime({ ...ports, ...more });
}
