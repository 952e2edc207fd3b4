import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import { describe as described } from './certificates.ts';
import { type Bench, DAY, freshAccount } from './emulator.ts';
import { putInUse } from './events.ts';

/** A public certificate in use; its domain is validated, until a test says otherwise. */
export async function published(bench: Bench, account = freshAccount()) {
  const acm = bench.acm(account);
  const request = new RequestCertificateCommand({ DomainName: 'www.example.com', ValidationMethod: 'DNS' });
  const { CertificateArn: arn = '' } = await acm.send(request);
  const validated = (domainValidated: boolean) =>
    bench.admin('POST', '/certificates/public', { certificateArn: arn, domainValidated });
  await validated(true);
  await putInUse(bench, arn);
  const { NotAfter, IssuedAt } = await described(acm, arn);
  const end = NotAfter?.getTime() ?? NaN;
  return {
    acm,
    arn,
    account,
    validated,
    end,
    IssuedAt,
    daysBefore: (days: number) => new Date(end - days * DAY * 1000),
  };
}
