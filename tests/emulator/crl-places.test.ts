import { request } from 'node:http';
import { keysIn, objectIn } from './kit/buckets.ts';
import { type Bench, startBench } from './kit/emulator.ts';
import {
  crlOn,
  crlText,
  type CrlWish,
  distributionPointOf,
  listing,
  plain,
  revoke,
  serialOf,
  serialsIn,
  update,
} from './kit/revocation.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const HALF_HOUR = 1800;

describe('where a CRL is', () => {
  test.each<[string, Partial<CrlWish>, (id: string, bucket: string) => [string, string]]>([
    [
      'by a name of its own',
      { CustomCname: 'crl.example.com' },
      (id) => [`crl/${id}.crl`, `http://crl.example.com/crl/${id}.crl`],
    ],
    [
      'in a folder of its own',
      { CustomPath: 'lists/pki' },
      (id, bucket) => [`lists/pki/${id}.crl`, `http://${bucket}.s3.eu-west-1.amazonaws.com/lists/pki/${id}.crl`],
    ],
    [
      'at the top',
      { CustomPath: '/' },
      (id, bucket) => [`${id}.crl`, `http://${bucket}.s3.eu-west-1.amazonaws.com/${id}.crl`],
    ],
    [
      'by a name, in a folder',
      { CustomCname: 'crl.example.com', CustomPath: 'x' },
      (id) => [`x/${id}.crl`, `http://crl.example.com/x/${id}.crl`],
    ],
  ])('%s', async (_, wish, expected) => {
    const { s3, bucket, root, issue } = await listing(bench, wish);
    const leaf = await issue();
    const [key, url] = expected(serialOf(root), bucket);
    expect(distributionPointOf(leaf.Certificate ?? '')).toBe(url);
    expect(await keysIn(s3, bucket)).toContain(key);
  });

  test('is told by no certificate when the CA leaves the extension out', async () => {
    const omit = { CrlDistributionPointExtensionConfiguration: { OmitExtension: true } };
    const { pca, s3, bucket, root, key, issue } = await listing(bench, omit);
    const leaf = await issue();
    expect(distributionPointOf(leaf.Certificate ?? '')).toBeUndefined();
    await revoke(pca, root, serialOf(leaf.arn));
    await bench.advance(HALF_HOUR);
    expect(await keysIn(s3, bucket, 'crl/')).toEqual([key]);
  });

  test('the URL in a certificate leads to it where the emulator is the HTTP proxy', async () => {
    const { issue } = await listing(bench, { S3ObjectAcl: 'PUBLIC_READ' });
    const url = distributionPointOf((await issue()).Certificate ?? '') ?? '';
    expect(crlText(await throughProxy(bench.url, url))).toContain('Version 2');
  });
});

/** What an HTTP proxy is asked for: the whole URL. */
function throughProxy(proxy: string, path: string): Promise<Buffer> {
  const { hostname: host, port } = new URL(proxy);
  return new Promise((resolve, reject) => {
    request({ host, port, path, headers: { host: new URL(path).host } }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
    })
      .on('error', reject)
      .end();
  });
}

describe('a partitioned CRL', () => {
  const critical = /X509v3 Issuing Distribution Point: critical\s+Full Name:\s+URI:(\S+)/;

  test('says where it is, as its certificates do', async () => {
    const { s3, bucket, root, issue } = await listing(bench, { CrlType: 'PARTITIONED' });
    const leaf = await issue();
    const [key = ''] = await keysIn(s3, bucket, 'crl/');
    expect(key).toMatch(new RegExp(`^crl/${serialOf(root)}/[0-9a-f-]{36}\\.crl$`));
    const text = crlText(await objectIn(s3, bucket, key));
    expect(critical.exec(text)?.[1]).toBe(distributionPointOf(leaf.Certificate ?? ''));
    expect(critical.exec(text)?.[1]).toBe(`http://${bucket}.s3.eu-west-1.amazonaws.com/${key}`);
  });

  test('lists its own certificates alone; those issued before stay in the complete one', async () => {
    const { pca, s3, bucket, root, key, issue, list } = await listing(bench);
    const old = await issue();
    await update(pca, root, crlOn(bucket, { CrlType: 'PARTITIONED', CustomPath: 'parts' }));
    const young = await issue();
    for (const each of [old, young]) await revoke(pca, root, serialOf(each.arn));
    await bench.advance(HALF_HOUR);
    const [part = ''] = (await keysIn(s3, bucket, 'parts/')).filter((each) => !each.includes(serialOf(root)));
    expect(serialsIn(crlText(await objectIn(s3, bucket, part)))).toEqual([plain(young.arn)]);
    const complete = crlText(await objectIn(s3, bucket, `parts/${serialOf(root)}.crl`));
    expect(serialsIn(complete)).toEqual([plain(old.arn)]);
    expect(complete).not.toContain('Issuing Distribution Point');
    expect(crlText(await list())).toContain('No Revoked Certificates.');
    expect(await keysIn(s3, bucket, 'crl/')).toEqual([key]);
  });
});
