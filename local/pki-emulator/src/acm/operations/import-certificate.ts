import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addTags, type Tags } from '../../tags.ts';
import { invalid } from '../../errors.ts';
import { tellAvailable } from '../../events/certificate-events.ts';
import { partitionOf } from '../../partition.ts';
import { blob } from '../../validation/constraints.ts';
import { acmArn, tags } from '../../validation/members.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import type { ImportedCertificate } from '../certificate.ts';
import { countCertificate } from '../certificate-quotas.ts';
import { domainNamesOf } from '../facts.ts';
import { type Importable, readImport } from '../import-checks.ts';
import { checkReimport } from '../reimport-checks.ts';

/** Imports a certificate with its key, or replaces what an imported certificate holds under the same ARN. */
export const importCertificate = operation({
  name: 'ImportCertificate',
  changes: true,
  buffers: ['Certificate', 'CertificateChain'],
  input: z.strictObject({
    CertificateArn: acmArn.optional(),
    Certificate: blob(1, 32_768),
    PrivateKey: blob(1, 5120),
    CertificateChain: blob(1, 2_097_152).optional(),
    Tags: tags.optional(),
  }),
  answer(request, call) {
    const known = request.CertificateArn === undefined ? undefined : replaceable(call, request.CertificateArn);
    const added = readImport(request, call.world.clock.now());
    const tagged = known?.tags ?? new Map<string, string | undefined>();
    if (known) checkReimport(known, added, request.Tags !== undefined);
    else addTags(tagged, request.Tags ?? []);
    countCertificate('imports', call, known !== undefined);
    const imported = importedCertificate(added, tagged, known, call);
    call.world.state.scope(call.account, call.region).certificates.set(imported.arn, imported);
    call.world.agenda.plan(imported.arn);
    tellAvailable(imported, known ? 'REIMPORT' : 'IMPORT', call.world);
    return { CertificateArn: imported.arn };
  },
});

function replaceable(call: Call, arn: string): ImportedCertificate {
  const certificate = certificateFor(call, arn);
  if (certificate.type !== 'IMPORTED')
    throw invalid(`The certificate ${arn} was not imported and cannot be replaced by an import.`);
  return certificate;
}

function importedCertificate(
  added: Importable,
  tagged: Tags,
  known: ImportedCertificate | undefined,
  call: Call,
): ImportedCertificate {
  const now = call.world.clock.now();
  const names = domainNamesOf(added.certificate);
  const { keyAlgorithm, ...material } = added;
  return {
    type: 'IMPORTED',
    arn: known?.arn ?? `arn:${partitionOf(call.region)}:acm:${call.region}:${call.account}:certificate/${randomUUID()}`,
    sequence: known?.sequence ?? call.world.state.nextSequence(),
    domainName: names[0],
    alternativeNames: names,
    keyAlgorithm,
    createdAt: known?.createdAt ?? now,
    importedAt: now,
    tags: tagged,
    ...(known?.hadTags === undefined ? {} : { hadTags: known.hadTags }),
    inUseBy: known?.inUseBy ?? [],
    material: { ...material, issuedAt: now },
  };
}
