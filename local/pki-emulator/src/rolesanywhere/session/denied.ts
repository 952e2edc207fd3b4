import { ServiceError } from '../../errors.ts';

/** Why no session is given; the texts are the emulator's own, but for those that are known of the service. */
export const denied = (message: string): ServiceError => new ServiceError('AccessDeniedException', message, 403);
