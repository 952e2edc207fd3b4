import * as z from 'zod/mini';
import {
  issuedCertificateArn,
  parseAuthorityArn,
  parseCertificateArn,
  type CertificateArn,
} from '../../core/domain/arn.ts';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { STRATEGIES } from '../../core/domain/reissue/strategy.ts';
import { prepare, prepareKnown, type Prepared, type PreparePorts } from '../../core/reissue/steps/prepare.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { routeShape } from '../../core/runtime/route-shape.ts';
import { intent } from '../../core/runtime/shapes.ts';

const strategyNames = `one of ${STRATEGIES.join(', ')}`;

/** What a person or a program asks for: exactly one of `certificateArn`, authority with serial, or `intent`. */
const reissueRequest = z.strictObject(
  {
    certificateArn: z.optional(z.unknown()),
    certificateAuthorityArn: z.optional(z.unknown()),
    serial: z.optional(z.string('a serial number in hex')),
    intent: z.optional(intent),
    strategy: z.optional(z.enum(STRATEGIES, strategyNames)),
    deliver: z.optional(z.unknown()),
    /** Whether earlier tries are not to be counted any more. */
    again: z.optional(z.boolean('true or false')),
    /** `guard`: only where it is due; absent: a person wants it now. */
    startedBy: z.optional(z.literal('guard', 'guard, or nothing')),
    /** Step Functions links the two executions by it. */
    AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: z.optional(z.string('the ARN of an execution')),
  },
  'an object with certificateArn, or certificateAuthorityArn and serial, or intent; and strategy, deliver, again, startedBy',
);

export const prepareReissueInput = z.object({ asked: z.unknown(), collisions: z.number('a number') }, 'an object');

/** Decides how a certificate is replaced, and writes the intent with key and CSR. Running it again is safe. */
export const prepareReissue =
  (ports: PreparePorts) =>
  async ({ asked, collisions }: z.infer<typeof prepareReissueInput>): Promise<Prepared> => {
    const request = parseInput(reissueRequest, asked);
    if (request.intent !== undefined) return prepareKnown(ports, intentAlone(request, request.intent), collisions);
    return prepare(ports, {
      certificate: certificateOf(request),
      given: routeGiven(request),
      now: request.startedBy === undefined,
      again: request.again ?? false,
      collisions,
    });
  };

type Request = z.infer<typeof reissueRequest>;

/** What stands in the ledger goes on as it is: whoever asks for something else must not believe that it is done. */
function intentAlone(request: Request, known: string): string {
  const { intent: _, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: __, ...others } = request;
  const [other] = Object.entries(others).filter(([, value]) => value !== undefined);
  if (other !== undefined) throw new InvalidInput(other[0], 'nothing beside an intent', other[1]);
  return known;
}

function routeGiven({ strategy, deliver }: Request): Route {
  const given = deliver === undefined ? {} : parseInput(z.object({ deliver: routeShape }), { deliver }).deliver;
  if (strategy !== undefined && given.strategy !== undefined && given.strategy !== strategy)
    throw new InvalidInput('deliver.strategy', `the same as strategy, ${strategy}, or nothing`, given.strategy);
  return { ...given, ...(strategy !== undefined && { strategy }) };
}

function certificateOf({ certificateArn, certificateAuthorityArn, serial }: Request): CertificateArn {
  if (certificateAuthorityArn === undefined) {
    if (serial !== undefined) throw new InvalidInput('serial', 'nothing without certificateAuthorityArn', serial);
    return parseCertificateArn(certificateArn);
  }
  if (certificateArn !== undefined)
    throw new InvalidInput('certificateArn', 'either it, or certificateAuthorityArn and serial', certificateArn);
  const { arn } = parseAuthorityArn(certificateAuthorityArn);
  const hex = (serial ?? '').replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{1,40}$/.test(hex)) throw new InvalidInput('serial', 'a serial number in hex', serial);
  return parseCertificateArn(issuedCertificateArn(arn, hex), 'serial');
}
