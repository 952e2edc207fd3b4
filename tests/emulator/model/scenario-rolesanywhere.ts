import { askForSession } from '../kit/create-session.ts';
import { fileOf, foreignAuthority, type MadeAuthority, openssl } from '../kit/openssl.ts';
import { newRole, workload } from '../kit/roles-anywhere.ts';
import type { Json } from './protocol.ts';
import { base64, type Walk } from './walk.ts';

const RA = 'rolesanywhere';
const TAGS = [{ key: 'team', value: 'pki' }];
const SESSION_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }],
});
const NOTIFIED = { enabled: true, event: 'CA_CERTIFICATE_EXPIRY', threshold: 30, channel: 'ALL' };

/** Everything that Roles Anywhere does, once at least; an anchor, a profile, a subject and a CRL stay. */
export async function walkRolesAnywhere(walk: Walk): Promise<void> {
  const authority = foreignAuthority('Walk');
  const anchor = await walkAnchor(walk, authority);
  const { profile, roleArn } = await walkProfile(walk);
  await walkSubjects(walk, authority, { ...anchor, ...profile, roleArn });
  await walkCrl(walk, authority, String(anchor['trustAnchorArn']));
  await walkTags(walk, String(anchor['trustAnchorArn']));
  const { profile: another } = await walkProfile(walk);
  await walk.call(RA, 'DeleteProfile', { profileId: another['profileId'] });
  const { trustAnchorId } = await walkAnchor(walk, authority);
  await walk.call(RA, 'DeleteTrustAnchor', { trustAnchorId });
}

async function walkAnchor(walk: Walk, { pem }: MadeAuthority): Promise<Json> {
  const source = { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: pem } };
  const { trustAnchor } = (await walk.call(RA, 'CreateTrustAnchor', {
    name: 'walk',
    source,
    tags: TAGS,
    notificationSettings: [NOTIFIED],
  })) as { trustAnchor: Json };
  const id = { trustAnchorId: trustAnchor['trustAnchorId'] };
  await walk.call(RA, 'UpdateTrustAnchor', { ...id, name: 'walked', source });
  await walk.call(RA, 'PutNotificationSettings', { ...id, notificationSettings: [NOTIFIED] });
  const { event, channel } = NOTIFIED;
  await walk.call(RA, 'ResetNotificationSettings', { ...id, notificationSettingKeys: [{ event, channel }] });
  await walk.call(RA, 'DisableTrustAnchor', id);
  await walk.call(RA, 'EnableTrustAnchor', id);
  await walk.call(RA, 'GetTrustAnchor', id);
  await walk.call(RA, 'ListTrustAnchors', { pageSize: 10 });
  return trustAnchor;
}

async function walkProfile(walk: Walk) {
  const roleArn = await newRole(walk.bench, walk.account);
  const { profile } = (await walk.call(RA, 'CreateProfile', {
    name: 'walk',
    roleArns: [roleArn],
    managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    sessionPolicy: SESSION_POLICY,
    durationSeconds: 900,
    tags: TAGS,
  })) as { profile: Json };
  const id = { profileId: profile['profileId'] };
  await walk.call(RA, 'UpdateProfile', { ...id, name: 'walked', durationSeconds: 3600, acceptRoleSessionName: true });
  const mapping = { ...id, certificateField: 'x509Subject' };
  await walk.call(RA, 'PutAttributeMapping', { ...mapping, mappingRules: [{ specifier: 'CN' }, { specifier: 'OU' }] });
  await walk.call(RA, 'DeleteAttributeMapping', { ...mapping, specifiers: ['OU'] });
  await walk.call(RA, 'DisableProfile', id);
  await walk.call(RA, 'EnableProfile', id);
  await walk.call(RA, 'GetProfile', id);
  await walk.call(RA, 'ListProfiles');
  return { profile, roleArn };
}

/** A subject comes with its first session. */
async function walkSubjects(walk: Walk, authority: MadeAuthority, known: Json): Promise<void> {
  const { trustAnchorArn, profileArn, roleArn } = known as Record<string, string>;
  const robot = workload({ by: authority });
  const { status } = await askForSession(walk.bench.url, robot, {
    trustAnchorArn: trustAnchorArn ?? '',
    profileArn: profileArn ?? '',
    roleArn: roleArn ?? '',
  });
  if (status !== 201) throw new Error(`CreateSession answered ${status}`);
  const { subjects } = (await walk.call(RA, 'ListSubjects', { pageSize: 1 })) as { subjects: Json[] };
  await walk.call(RA, 'GetSubject', { subjectId: subjects[0]?.['subjectId'] });
}

async function walkCrl(walk: Walk, authority: MadeAuthority, trustAnchorArn: string): Promise<void> {
  const crlData = base64(emptyCrl(authority));
  const { crl } = (await walk.call(RA, 'ImportCrl', { name: 'walk', crlData, trustAnchorArn, tags: TAGS })) as {
    crl: Json;
  };
  const id = { crlId: crl['crlId'] };
  await walk.call(RA, 'UpdateCrl', { ...id, name: 'walked', crlData });
  await walk.call(RA, 'EnableCrl', id);
  await walk.call(RA, 'DisableCrl', id);
  await walk.call(RA, 'GetCrl', id);
  await walk.call(RA, 'ListCrls');
  await walk.call(RA, 'DeleteCrl', id);
  await walk.call(RA, 'ImportCrl', { name: 'stays', crlData, trustAnchorArn });
}

function emptyCrl({ pem, key }: MadeAuthority): string {
  const settings = [
    `database=${fileOf('')}`,
    'default_md=sha256',
    'default_crl_days=30',
    `crlnumber=${fileOf('01\n')}`,
  ];
  const config = fileOf(['[ca]', 'default_ca=d', '[d]', ...settings, ''].join('\n'));
  return openssl('ca', '-config', config, '-keyfile', fileOf(key), '-cert', fileOf(pem), '-gencrl');
}

async function walkTags(walk: Walk, resourceArn: string): Promise<void> {
  await walk.call(RA, 'TagResource', { resourceArn, tags: [{ key: 'more', value: '' }] });
  await walk.call(RA, 'ListTagsForResource', { resourceArn });
  await walk.call(RA, 'UntagResource', { resourceArn, tagKeys: ['more'] });
}
