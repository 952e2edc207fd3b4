import { ROUTE_MEMBERS, type MergedRoute } from '../../core/domain/reissue/merged-route.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import type { PlannedCertificate, RoutedMember } from './report.ts';

/** The certificate as it is. */
export function certificateIn({ certificate, content }: ReissueFacts): PlannedCertificate {
  const { serial, subjectText, names, keyType, keyUsages, extendedKeyUsages, notBefore, notAfter } = content;
  const { kind, status, inUse, usedBy } = certificate;
  return {
    ...{ serial, subjectText, names, keyType, keyUsages, extendedKeyUsages, notBefore, notAfter },
    ...{ kind, status, inUse },
    ...(usedBy && { usedBy }),
  };
}

/** The route member by member, in the order of the domain. */
export const membersOf = ({ route, from }: MergedRoute): readonly RoutedMember[] =>
  ROUTE_MEMBERS.flatMap((member) => {
    const source = from[member];
    return source === undefined ? [] : [{ member, value: route[member], source }];
  });
