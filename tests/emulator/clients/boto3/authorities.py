"""acm-pca through boto3: CAs, every kind of template, permissions, revocation, audit reports, paginators."""

import json
import subprocess
import tempfile

TEMPLATE = "arn:aws:acm-pca:::template/%s/V1"
EVERY = ["", "_CSRPassthrough", "_APIPassthrough", "_APICSRPassthrough"]
PASSING = EVERY[1:]
LENGTHS = range(4)


def families(names, varieties):
    return [name + variety for name in names for variety in varieties]


# Every template of the user guide, by what it makes.
ROOTS = ["RootCACertificate", "RootCACertificate_APIPassthrough", "BlankRootCACertificate_APIPassthrough"]
ROOTS += [f"BlankRootCACertificate_PathLen{length}_APIPassthrough" for length in LENGTHS]
SUBORDINATES = families([f"SubordinateCACertificate_PathLen{length}" for length in LENGTHS], EVERY)
SUBORDINATES += families([f"BlankSubordinateCACertificate_PathLen{length}" for length in LENGTHS], PASSING)
LEAVES = families(
    [
        "EndEntityCertificate",
        "EndEntityClientAuthCertificate",
        "EndEntityServerAuthCertificate",
        "CodeSigningCertificate",
        "OCSPSigningCertificate",
    ],
    EVERY,
)
LEAVES += families(["BlankEndEntityCertificate", "BlankEndEntityCertificate_CriticalBasicConstraints"], PASSING)
SOON = {"Delay": 1, "MaxAttempts": 60}


def new_csr(name):
    """A CSR of openssl with a key of its own."""
    with tempfile.NamedTemporaryFile() as key:
        command = ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-keyout", key.name, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
        return subprocess.run(command, check=True, capture_output=True).stdout


def issue(pca, authority, csr, template, days):
    """Issues, waits with boto3's waiter, and gives the ARN with what GetCertificate answers."""
    arn = pca.issue_certificate(
        CertificateAuthorityArn=authority,
        Csr=csr,
        SigningAlgorithm="SHA256WITHECDSA",
        TemplateArn=TEMPLATE % template,
        Validity={"Type": "DAYS", "Value": days},
    )["CertificateArn"]
    about = {"CertificateAuthorityArn": authority, "CertificateArn": arn}
    pca.get_waiter("certificate_issued").wait(**about, WaiterConfig=SOON)
    return arn, pca.get_certificate(**about)


def new_authority(pca, kind, name, revocation=None):
    """A CA that waits for its certificate, and its CSR."""
    arn = pca.create_certificate_authority(
        CertificateAuthorityType=kind,
        CertificateAuthorityConfiguration={
            "KeyAlgorithm": "EC_prime256v1",
            "SigningAlgorithm": "SHA256WITHECDSA",
            "Subject": {"Organization": "Example", "CommonName": name},
        },
        **({"RevocationConfiguration": revocation} if revocation else {}),
        Tags=[{"Key": "client", "Value": "boto3"}],
    )["CertificateAuthorityArn"]
    pca.get_waiter("certificate_authority_csr_created").wait(CertificateAuthorityArn=arn, WaiterConfig=SOON)
    return arn, pca.get_certificate_authority_csr(CertificateAuthorityArn=arn)["Csr"].encode()


def hierarchy(pca, bucket):
    """An ACTIVE root with revocation lists, and an ACTIVE subordinate."""
    lists = {"Enabled": True, "ExpirationInDays": 7, "S3BucketName": bucket, "S3ObjectAcl": "BUCKET_OWNER_FULL_CONTROL"}
    root, csr = new_authority(pca, "ROOT", "boto3 root", {"CrlConfiguration": lists})
    own = issue(pca, root, csr, "RootCACertificate", 3650)[1]
    pca.import_certificate_authority_certificate(CertificateAuthorityArn=root, Certificate=own["Certificate"].encode())
    below, csr = new_authority(pca, "SUBORDINATE", "boto3 subordinate")
    signed = issue(pca, root, csr, "SubordinateCACertificate_PathLen0", 1825)[1]
    pca.import_certificate_authority_certificate(
        CertificateAuthorityArn=below,
        Certificate=signed["Certificate"].encode(),
        CertificateChain=signed["CertificateChain"].encode(),
    )
    return root, below, own["Certificate"]


def prepared_bucket(s3, account):
    """A bucket that acm-pca may write to."""
    bucket = f"boto3-{account}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "acm-pca.amazonaws.com"},
        "Action": ["s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketAcl", "s3:GetBucketLocation"],
        "Resource": [f"arn:aws:s3:::{bucket}/*", f"arn:aws:s3:::{bucket}"],
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return bucket


def audit_report(pca, s3, authority, bucket):
    """A report, read from the bucket once boto3's waiter saw it."""
    report = pca.create_certificate_authority_audit_report(
        CertificateAuthorityArn=authority, S3BucketName=bucket, AuditReportResponseFormat="JSON"
    )
    pca.get_waiter("audit_report_created").wait(
        CertificateAuthorityArn=authority, AuditReportId=report["AuditReportId"], WaiterConfig=SOON
    )
    return json.loads(s3.get_object(Bucket=bucket, Key=report["S3Key"])["Body"].read())


def paged(client, operation, result, **about):
    """How many results boto3's paginator finds, one a page."""
    pages = client.get_paginator(operation).paginate(**about, PaginationConfig={"PageSize": 1})
    return sum(len(page[result]) for page in pages)


def walk(pca, s3, account):
    bucket = prepared_bucket(s3, account)
    root, below, root_pem = hierarchy(pca, bucket)
    pca.create_permission(
        CertificateAuthorityArn=below,
        Principal="acm.amazonaws.com",
        Actions=["IssueCertificate", "GetCertificate", "ListPermissions"],
    )
    csrs = {arn: pca.get_certificate_authority_csr(CertificateAuthorityArn=arn)["Csr"].encode() for arn in (root, below)}
    leaf = new_csr("leaf.example.com")
    issued = {
        "roots": {name: issue(pca, root, csrs[root], name, 3650)[1] for name in ROOTS},
        "subordinates": {name: issue(pca, root, csrs[below], name, 1825)[1] for name in SUBORDINATES},
        "leaves": {name: issue(pca, below, leaf, name, 30)[1] for name in LEAVES},
    }
    revoked = issue(pca, root, new_csr("revoked.example.com"), "EndEntityCertificate", 30)[0]
    pca.revoke_certificate(
        CertificateAuthorityArn=root,
        CertificateSerial=revoked.rsplit("/", 1)[1],
        RevocationReason="KEY_COMPROMISE",
    )
    return {
        "root": root,
        "subordinate": below,
        "rootPem": root_pem,
        "bucket": bucket,
        **issued,
        "revoked": revoked,
        "report": audit_report(pca, s3, root, bucket),
        "pages": {
            "authorities": paged(pca, "list_certificate_authorities", "CertificateAuthorities"),
            "permissions": paged(pca, "list_permissions", "Permissions", CertificateAuthorityArn=below),
            "tags": paged(pca, "list_tags", "Tags", CertificateAuthorityArn=below),
        },
    }
