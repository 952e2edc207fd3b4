import type { Runtime } from '../runtime/function.ts';
import type { PlaceScanPorts } from '../sweep/scan-ports.ts';
import { FoundCertificates } from './certificate-search.ts';
import { OtherCertificates } from './other-certificates.ts';
import { scanPorts, withTime } from './scan-ports.ts';
import { TaggedResources } from './tagged-resources.ts';

/** What scans an account and region. @returns the ports of one invocation */
export function placeScanPorts(runtime: Runtime): () => PlaceScanPorts {
  const { accounts, ports } = scanPorts(runtime);
  const more = {
    search: new FoundCertificates(accounts),
    tags: new TaggedResources(accounts),
    others: new OtherCertificates(accounts),
  };
  return () => withTime({ ...ports, ...more });
}
