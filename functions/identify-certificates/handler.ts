import { lambdaFunction } from '../../core/runtime/function.ts';
import { identifyCertificates, identifyCertificatesInput } from './identify-certificates.ts';

export const handler = lambdaFunction('identify-certificates', identifyCertificatesInput, () => identifyCertificates());
