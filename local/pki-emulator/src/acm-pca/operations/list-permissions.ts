import { z } from 'zod';
import { maxResults, nextToken, pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { authorityFor } from '../access.ts';
import { epoch } from '../../wire/epoch.ts';
import { nextTokenOf, paged } from '../paged.ts';
import { requireManageable } from '../state-checks.ts';

/** The permissions of a CA, in the order they were granted. */
export const listPermissions = operation({
  name: 'ListPermissions',
  changes: false,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn, MaxResults: maxResults, NextToken: nextToken }),
  answer(request, call) {
    const authority = authorityFor(call, request.CertificateAuthorityArn);
    requireManageable(authority, call.world.clock.now());
    const page = paged(authority.permissions, `permissions-${authority.arn}`, request);
    const permissions = page.items.map(({ principal, sourceAccount, actions, createdAt }) => ({
      CertificateAuthorityArn: authority.arn,
      CreatedAt: epoch(createdAt),
      Principal: principal,
      ...(sourceAccount ? { SourceAccount: sourceAccount } : {}),
      Actions: actions,
    }));
    return { Permissions: permissions, ...nextTokenOf(page) };
  },
});
