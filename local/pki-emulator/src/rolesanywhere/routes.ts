import type { RestService } from '../wire/rest-routes.ts';
import { deleteCrl, disableCrl, enableCrl, getCrl, importCrl, listCrls, updateCrl } from './operations/crls.ts';
import * as profiles from './operations/profiles.ts';
import { getSubject, listSubjects } from './operations/subjects.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import * as anchors from './operations/trust-anchors.ts';
import { createSession } from './session/create-session.ts';
import { sessionCallOf } from './session/session-call.ts';

const PAGE = { pageSize: 'integer', nextToken: 'text' } as const;
const ARNS = { profileArn: 'text', roleArn: 'text', trustAnchorArn: 'text' } as const;
const MAPPING = { certificateField: 'text', specifiers: 'list' } as const;

/** The operations of Roles Anywhere (service model 2018-05-10) and CreateSession, which no model has. */
const ROUTES: RestService['routes'] = [
  { method: 'POST', template: '/trustanchors', operation: anchors.createTrustAnchor },
  { method: 'GET', template: '/trustanchors', operation: anchors.listTrustAnchors, query: PAGE },
  { method: 'GET', template: '/trustanchor/{trustAnchorId}', operation: anchors.getTrustAnchor },
  { method: 'PATCH', template: '/trustanchor/{trustAnchorId}', operation: anchors.updateTrustAnchor },
  { method: 'DELETE', template: '/trustanchor/{trustAnchorId}', operation: anchors.deleteTrustAnchor },
  { method: 'POST', template: '/trustanchor/{trustAnchorId}/enable', operation: anchors.enableTrustAnchor },
  { method: 'POST', template: '/trustanchor/{trustAnchorId}/disable', operation: anchors.disableTrustAnchor },
  { method: 'PATCH', template: '/put-notifications-settings', operation: anchors.putNotificationSettings },
  { method: 'PATCH', template: '/reset-notifications-settings', operation: anchors.resetNotificationSettings },
  { method: 'POST', template: '/profiles', operation: profiles.createProfile },
  { method: 'GET', template: '/profiles', operation: profiles.listProfiles, query: PAGE },
  { method: 'GET', template: '/profile/{profileId}', operation: profiles.getProfile },
  { method: 'PATCH', template: '/profile/{profileId}', operation: profiles.updateProfile },
  { method: 'DELETE', template: '/profile/{profileId}', operation: profiles.deleteProfile },
  { method: 'POST', template: '/profile/{profileId}/enable', operation: profiles.enableProfile },
  { method: 'POST', template: '/profile/{profileId}/disable', operation: profiles.disableProfile },
  { method: 'PUT', template: '/profiles/{profileId}/mappings', operation: profiles.putAttributeMapping },
  {
    method: 'DELETE',
    template: '/profiles/{profileId}/mappings',
    operation: profiles.deleteAttributeMapping,
    query: MAPPING,
  },
  { method: 'GET', template: '/subjects', operation: listSubjects, query: PAGE },
  { method: 'GET', template: '/subject/{subjectId}', operation: getSubject },
  { method: 'POST', template: '/crls', operation: importCrl },
  { method: 'GET', template: '/crls', operation: listCrls, query: PAGE },
  { method: 'GET', template: '/crl/{crlId}', operation: getCrl },
  { method: 'PATCH', template: '/crl/{crlId}', operation: updateCrl },
  { method: 'DELETE', template: '/crl/{crlId}', operation: deleteCrl },
  { method: 'POST', template: '/crl/{crlId}/enable', operation: enableCrl },
  { method: 'POST', template: '/crl/{crlId}/disable', operation: disableCrl },
  { method: 'POST', template: '/TagResource', operation: tagResource },
  { method: 'POST', template: '/UntagResource', operation: untagResource },
  {
    method: 'GET',
    template: '/ListTagsForResource',
    operation: listTagsForResource,
    query: { resourceArn: 'text' },
  },
  {
    method: 'POST',
    template: '/sessions',
    operation: createSession,
    query: ARNS,
    caller: (request, what, { world, input }) =>
      sessionCallOf(request, what, { world, trustAnchorArn: input()['trustAnchorArn'] }),
  },
];

export const rolesAnywhere: RestService = {
  name: 'rolesanywhere',
  routes: ROUTES,
  operations: ROUTES.map(({ operation }) => operation),
  refused: [],
};
