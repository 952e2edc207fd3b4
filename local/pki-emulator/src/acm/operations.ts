import type { Service } from '../wire/operation.ts';
import { deleteCertificate } from './operations/delete-certificate.ts';
import { describeCertificate } from './operations/describe-certificate.ts';
import { exportCertificate } from './operations/export-certificate.ts';
import { getCertificate } from './operations/get-certificate.ts';
import { importCertificate } from './operations/import-certificate.ts';
import { listCertificates } from './operations/list-certificates.ts';
import { requestCertificate } from './operations/request-certificate.ts';
import { addTagsToCertificate, listTagsForCertificate, removeTagsFromCertificate } from './operations/tags.ts';

/** The operations of acm (service model 2015-12-08). */
export const acmOperations: Service = {
  name: 'acm',
  operations: [
    addTagsToCertificate,
    deleteCertificate,
    describeCertificate,
    exportCertificate,
    getCertificate,
    importCertificate,
    listCertificates,
    listTagsForCertificate,
    removeTagsFromCertificate,
    requestCertificate,
  ],
  refused: [
    'CreateAcmeDomainValidation',
    'CreateAcmeEndpoint',
    'CreateAcmeExternalAccountBinding',
    'DeleteAcmeDomainValidation',
    'DeleteAcmeEndpoint',
    'DeleteAcmeExternalAccountBinding',
    'DescribeAcmeAccount',
    'DescribeAcmeDomainValidation',
    'DescribeAcmeEndpoint',
    'DescribeAcmeExternalAccountBinding',
    'GetAccountConfiguration',
    'GetAcmeExternalAccountBindingCredentials',
    'ListAcmeAccounts',
    'ListAcmeDomainValidations',
    'ListAcmeEndpoints',
    'ListAcmeExternalAccountBindings',
    'ListCertificateDomainValidations',
    'ListTagsForResource',
    'PutAccountConfiguration',
    'RenewCertificate',
    'ResendValidationEmail',
    'RevokeAcmeAccount',
    'RevokeAcmeExternalAccountBinding',
    'RevokeCertificate',
    'SearchCertificates',
    'TagResource',
    'UntagResource',
    'UpdateAcmeDomainValidation',
    'UpdateAcmeEndpoint',
    'UpdateCertificateOptions',
  ],
};
