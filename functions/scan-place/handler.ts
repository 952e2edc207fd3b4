import { placeScanPorts } from '../../core/aws/place-scan-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { scanPlace, scanPlaceInput } from './scan-place.ts';

export const handler = lambdaFunction('scan-place', scanPlaceInput, (runtime) => scanPlace(placeScanPorts(runtime)));
