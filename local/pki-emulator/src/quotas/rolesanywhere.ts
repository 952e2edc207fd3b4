interface Group {
  readonly perSecond: number;
  readonly operations: readonly string[];
}

/**
 * Operations that share a rate, per account and region (service-facts 5.1). The notification settings are counted with
 * the trust anchors they belong to, attribute mappings with their profiles.
 */
export const ROLES_ANYWHERE_GROUPS: Readonly<Record<string, Group>> = {
  TrustAnchors: {
    perSecond: 1,
    operations: [
      'CreateTrustAnchor',
      'DeleteTrustAnchor',
      'DisableTrustAnchor',
      'EnableTrustAnchor',
      'GetTrustAnchor',
      'ListTrustAnchors',
      'PutNotificationSettings',
      'ResetNotificationSettings',
      'UpdateTrustAnchor',
    ],
  },
  Profiles: {
    perSecond: 1,
    operations: [
      'CreateProfile',
      'DeleteAttributeMapping',
      'DeleteProfile',
      'DisableProfile',
      'EnableProfile',
      'GetProfile',
      'ListProfiles',
      'PutAttributeMapping',
      'UpdateProfile',
    ],
  },
  Subjects: { perSecond: 1, operations: ['GetSubject', 'ListSubjects'] },
  Tags: { perSecond: 1, operations: ['ListTagsForResource', 'TagResource', 'UntagResource'] },
  Crls: {
    perSecond: 1,
    operations: ['DeleteCrl', 'DisableCrl', 'EnableCrl', 'GetCrl', 'ImportCrl', 'ListCrls', 'UpdateCrl'],
  },
  CreateSession: { perSecond: 20, operations: ['CreateSession'] },
};
