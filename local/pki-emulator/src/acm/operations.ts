import type { Service } from '../wire/operation.ts';
import { getAccountConfiguration, putAccountConfiguration } from './operations/account-configuration.ts';
import { deleteCertificate } from './operations/delete-certificate.ts';
import { describeCertificate } from './operations/describe-certificate.ts';
import { exportCertificate } from './operations/export-certificate.ts';
import { getCertificate } from './operations/get-certificate.ts';
import { importCertificate } from './operations/import-certificate.ts';
import { listCertificates } from './operations/list-certificates.ts';
import { renewCertificate } from './operations/renew-certificate.ts';
import { requestCertificate } from './operations/request-certificate.ts';
import { revokeCertificate } from './operations/revoke-certificate.ts';
import { searchCertificates } from './operations/search-certificates.ts';
import { addTagsToCertificate, listTagsForCertificate, removeTagsFromCertificate } from './operations/tags.ts';
import { updateCertificateOptions } from './operations/update-certificate-options.ts';

/** The operations of acm (service model 2015-12-08). */
export const acmOperations: Service = {
  name: 'acm',
  operations: [
    addTagsToCertificate,
    deleteCertificate,
    describeCertificate,
    exportCertificate,
    getAccountConfiguration,
    getCertificate,
    importCertificate,
    listCertificates,
    listTagsForCertificate,
    putAccountConfiguration,
    removeTagsFromCertificate,
    renewCertificate,
    requestCertificate,
    revokeCertificate,
    searchCertificates,
    updateCertificateOptions,
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
    'GetAcmeExternalAccountBindingCredentials',
    'ListAcmeAccounts',
    'ListAcmeDomainValidations',
    'ListAcmeEndpoints',
    'ListAcmeExternalAccountBindings',
    'ListCertificateDomainValidations',
    'ListTagsForResource',
    'ResendValidationEmail',
    'RevokeAcmeAccount',
    'RevokeAcmeExternalAccountBinding',
    'TagResource',
    'UntagResource',
    'UpdateAcmeDomainValidation',
    'UpdateAcmeEndpoint',
  ],
};
