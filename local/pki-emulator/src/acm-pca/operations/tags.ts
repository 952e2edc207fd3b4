import { z } from 'zod';
import { maxResults, nextToken, pcaArn, tags } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { authorityFor, ownAuthority } from '../access.ts';
import { nextTokenOf, paged } from '../paged.ts';
import { requireManageable } from '../state-checks.ts';
import { addTags, removeTags, tagList } from '../../tags.ts';

const tagging = z.strictObject({ CertificateAuthorityArn: pcaArn, Tags: tags });

export const tagCertificateAuthority = operation({
  name: 'TagCertificateAuthority',
  changes: true,
  input: tagging,
  answer({ CertificateAuthorityArn, Tags }, call) {
    const authority = ownAuthority(call, CertificateAuthorityArn);
    requireManageable(authority, call.world.clock.now());
    addTags(authority.tags, Tags);
    return {};
  },
});

export const untagCertificateAuthority = operation({
  name: 'UntagCertificateAuthority',
  changes: true,
  input: tagging,
  answer({ CertificateAuthorityArn, Tags }, call) {
    const authority = ownAuthority(call, CertificateAuthorityArn);
    requireManageable(authority, call.world.clock.now());
    authority.hadTags ||= authority.tags.size > 0;
    removeTags(authority.tags, Tags);
    return {};
  },
});

export const listTags = operation({
  name: 'ListTags',
  changes: false,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn, MaxResults: maxResults, NextToken: nextToken }),
  answer(request, call) {
    const authority = authorityFor(call, request.CertificateAuthorityArn);
    requireManageable(authority, call.world.clock.now());
    const tagged = tagList(authority.tags).map((tag, sequence) => ({ tag, sequence }));
    const page = paged(tagged, `tags-${authority.arn}`, request, 'ValidationException');
    return { Tags: page.items.map(({ tag }) => tag), ...nextTokenOf(page) };
  },
});
