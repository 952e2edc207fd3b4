/** Block Public Access of one bucket (S3 API reference, PublicAccessBlockConfiguration). */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** Who owns objects, and whether ACLs count at all (S3 API reference, OwnershipControlsRule). */
export const OBJECT_OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;
export type ObjectOwnership = (typeof OBJECT_OWNERSHIPS)[number];

export const ACLS = ['private', 'public-read', 'bucket-owner-full-control'] as const;
export type Acl = (typeof ACLS)[number];

export interface StoredObject {
  readonly key: string;
  /** Pieces as they came: a long audit report is never put together. */
  readonly chunks: readonly Buffer[];
  readonly size: number;
  /** Hex MD5 of the content. */
  readonly etag: string;
  readonly contentType: string;
  readonly acl: Acl;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAt: Date;
}

/** A bucket; names are global, objects belong to its owner. */
export interface Bucket {
  readonly name: string;
  readonly owner: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly objects: Map<string, StoredObject>;
  policy?: string;
  /** undefined after DeletePublicAccessBlock: nothing is blocked. */
  publicAccessBlock?: PublicAccessBlock | undefined;
  /** undefined after DeleteBucketOwnershipControls: as ObjectWriter. */
  objectOwnership?: ObjectOwnership | undefined;
}

export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** A new bucket blocks public access and takes no ACLs, as all have done since April 2023 (S3 user guide). */
export const newBucket = (
  made: Pick<Bucket, 'name' | 'owner' | 'region' | 'createdAt'>,
  objectOwnership: ObjectOwnership = 'BucketOwnerEnforced',
): Bucket => ({ ...made, objects: new Map(), publicAccessBlock: ALL_BLOCKED, objectOwnership });

/** The naming rules of general purpose buckets (S3 user guide). */
export const isBucketName = (name: string): boolean =>
  /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name) &&
  !/^(\d+\.){3}\d+$/.test(name) &&
  !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
  !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
