import type { Service } from '../wire/operation.ts';
import { createCertificateAuthorityAuditReport } from './operations/create-certificate-authority-audit-report.ts';
import { createCertificateAuthority } from './operations/create-certificate-authority.ts';
import { createPermission } from './operations/create-permission.ts';
import { deleteCertificateAuthority } from './operations/delete-certificate-authority.ts';
import { deletePermission } from './operations/delete-permission.ts';
import { describeCertificateAuthorityAuditReport } from './operations/describe-certificate-authority-audit-report.ts';
import { describeCertificateAuthority } from './operations/describe-certificate-authority.ts';
import { getCertificateAuthorityCertificate } from './operations/get-certificate-authority-certificate.ts';
import { getCertificateAuthorityCsr } from './operations/get-certificate-authority-csr.ts';
import { getCertificate } from './operations/get-certificate.ts';
import { importCertificateAuthorityCertificate } from './operations/import-certificate-authority-certificate.ts';
import { issueCertificate } from './operations/issue-certificate.ts';
import { listCertificateAuthorities } from './operations/list-certificate-authorities.ts';
import { listPermissions } from './operations/list-permissions.ts';
import { deletePolicy, getPolicy, putPolicy } from './operations/policy.ts';
import { restoreCertificateAuthority } from './operations/restore-certificate-authority.ts';
import { revokeCertificate } from './operations/revoke-certificate.ts';
import { listTags, tagCertificateAuthority, untagCertificateAuthority } from './operations/tags.ts';
import { updateCertificateAuthority } from './operations/update-certificate-authority.ts';

/** The operations of acm-pca (service model 2017-08-22). */
export const authorityOperations: Service = {
  name: 'acm-pca',
  operations: [
    createCertificateAuthority,
    createCertificateAuthorityAuditReport,
    createPermission,
    deleteCertificateAuthority,
    deletePermission,
    deletePolicy,
    describeCertificateAuthority,
    describeCertificateAuthorityAuditReport,
    getCertificate,
    getCertificateAuthorityCertificate,
    getCertificateAuthorityCsr,
    getPolicy,
    importCertificateAuthorityCertificate,
    issueCertificate,
    listCertificateAuthorities,
    listPermissions,
    listTags,
    putPolicy,
    restoreCertificateAuthority,
    revokeCertificate,
    tagCertificateAuthority,
    untagCertificateAuthority,
    updateCertificateAuthority,
  ],
  refused: [],
};
