import { ecAuthority, grantToAcm } from './authority.ts';
import { type Client, inParallel } from './client.ts';

const YEAR_SECONDS = 365 * 86_400;

/**
 * A year, twice, for certificates that are in use: nobody lets ACM renew them, so that each is attempted hourly until it
 * expires; then of new ones that ACM may renew. @returns seconds of real time for each
 */
export async function yearOf(client: Client, count: number): Promise<{ failing: number; renewing: number }> {
  const CertificateAuthorityArn = await ecAuthority(client);
  const failing = await year(client, CertificateAuthorityArn, count);
  await grantToAcm(client, CertificateAuthorityArn);
  return { failing, renewing: await year(client, CertificateAuthorityArn, count) };
}

async function year(client: Client, CertificateAuthorityArn: string, count: number): Promise<number> {
  await inParallel(count, 16, async (index) => {
    const { CertificateArn: certificateArn } = await client.call<{ CertificateArn: string }>(
      'CertificateManager.RequestCertificate',
      { CertificateAuthorityArn, DomainName: `host-${index}.example.com`, KeyAlgorithm: 'EC_prime256v1' },
    );
    await client.admin('POST', '/certificates/in-use', { certificateArn, inUseBy: [`arn:aws:bench:::host/${index}`] });
  });
  await client.admin('POST', '/clock', { advanceSeconds: 30 * 86_400 }); // So that their whole window lies in the year.
  const since = performance.now();
  await client.admin('POST', '/clock', { advanceSeconds: YEAR_SECONDS });
  return (performance.now() - since) / 1000;
}
