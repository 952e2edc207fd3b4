import { z } from 'zod';
import { addTags, removeTags, tagList } from '../../tags.ts';
import { acmArn, tags } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';

const tagging = z.strictObject({ CertificateArn: acmArn, Tags: tags });

export const addTagsToCertificate = operation({
  name: 'AddTagsToCertificate',
  changes: true,
  input: tagging,
  answer({ CertificateArn, Tags }, call) {
    addTags(certificateFor(call, CertificateArn).tags, Tags);
    return {};
  },
});

export const removeTagsFromCertificate = operation({
  name: 'RemoveTagsFromCertificate',
  changes: true,
  input: tagging,
  answer({ CertificateArn, Tags }, call) {
    const certificate = certificateFor(call, CertificateArn);
    certificate.hadTags ||= certificate.tags.size > 0;
    removeTags(certificate.tags, Tags);
    return {};
  },
});

export const listTagsForCertificate = operation({
  name: 'ListTagsForCertificate',
  changes: false,
  input: z.strictObject({ CertificateArn: acmArn }),
  answer: ({ CertificateArn }, call) => ({ Tags: tagList(certificateFor(call, CertificateArn).tags) }),
});
