import { ecAuthority } from './authority.ts';
import { type Client, inParallel } from './client.ts';

const ALL_KEY_TYPES = ['RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'];

/** Requests private certificates with EC keys from a new CA. @returns requests a second */
export async function fill(client: Client, count: number): Promise<number> {
  const CertificateAuthorityArn = await ecAuthority(client);
  const since = performance.now();
  await inParallel(count, 16, (index) =>
    client.call('CertificateManager.RequestCertificate', {
      CertificateAuthorityArn,
      DomainName: `host-${index}.example.com`,
      KeyAlgorithm: 'EC_prime256v1',
    }),
  );
  return (count / (performance.now() - since)) * 1000;
}

interface Page {
  readonly NextToken?: string;
  readonly CertificateSummaryList?: readonly unknown[];
  readonly Results?: readonly unknown[];
}

export interface Listing {
  readonly certificates: number;
  readonly pages: number;
  readonly seconds: number;
}

/** All certificates, page by page. */
async function listed(client: Client, target: string, input: object): Promise<Listing> {
  const since = performance.now();
  let [certificates, pages] = [0, 0];
  for (let token: object | undefined = {}; token; pages++) {
    const page: Page = await client.call<Page>(target, { ...input, ...token });
    certificates += (page.CertificateSummaryList ?? page.Results ?? []).length;
    token = page.NextToken === undefined ? undefined : { NextToken: page.NextToken };
  }
  return { certificates, pages, seconds: (performance.now() - since) / 1000 };
}

export const listAll = (client: Client): Promise<Listing> =>
  listed(client, 'CertificateManager.ListCertificates', { MaxItems: 1000, Includes: { keyTypes: ALL_KEY_TYPES } });

export const searchAll = (client: Client): Promise<Listing> =>
  listed(client, 'CertificateManager.SearchCertificates', { MaxResults: 500 });
