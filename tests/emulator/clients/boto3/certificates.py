"""acm through boto3: requests, exports, renewals, imports, revocations, paginators."""

import json
import subprocess
import time
import urllib.request


def described(acm, arn):
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def until(acm, arn, happened):
    """Describes until something has happened."""
    for _ in range(600):
        certificate = described(acm, arn)
        if happened(certificate):
            return certificate
        time.sleep(0.05)
    raise TimeoutError(arn)


def renewed(certificate):
    return certificate.get("RenewalSummary", {}).get("RenewalStatus") == "SUCCESS"


def published(acm, endpoint):
    """A public certificate, once boto3's waiter saw its validation: the emulator is told that the DNS record is there."""
    arn = acm.request_certificate(DomainName="public.example.com", ValidationMethod="DNS")["CertificateArn"]
    body = json.dumps({"certificateArn": arn, "domainValidated": True}).encode()
    headers = {"content-type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_emulator/certificates/public", body, headers)).close()
    acm.get_waiter("certificate_validated").wait(CertificateArn=arn, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    return described(acm, arn)


def walk(acm, authority, endpoint):
    arn = acm.request_certificate(
        DomainName="www.example.com",
        SubjectAlternativeNames=["api.example.com"],
        CertificateAuthorityArn=authority,
        KeyAlgorithm="EC_prime256v1",
        IdempotencyToken="boto3",
        Tags=[{"Key": "client", "Value": "boto3"}],
    )["CertificateArn"]
    until(acm, arn, lambda certificate: certificate["Status"] == "ISSUED")
    first = acm.export_certificate(CertificateArn=arn, Passphrase=b"passphrase")
    acm.renew_certificate(CertificateArn=arn)
    after = until(acm, arn, renewed)
    again = acm.export_certificate(CertificateArn=arn, Passphrase=b"passphrase")
    reimported = imported(acm, again)
    acm.revoke_certificate(CertificateArn=arn, RevocationReason="SUPERSEDED")
    every = {"Includes": {"keyTypes": ["RSA_2048", "EC_prime256v1"]}, "PaginationConfig": {"PageSize": 1}}
    return {
        "arn": arn,
        "renewedSerialChanged": first["Certificate"] != again["Certificate"],
        "renewal": after["RenewalSummary"]["RenewalStatus"],
        "eligibleAfterRenewal": after["RenewalEligibility"],
        "exported": {name: again[name] for name in ("Certificate", "CertificateChain", "PrivateKey")},
        "public": published(acm, endpoint)["Status"],
        "imported": described(acm, reimported)["Type"],
        "status": described(acm, arn)["Status"],
        "tags": acm.list_tags_for_certificate(CertificateArn=arn)["Tags"],
        "pages": {
            "list": sum(len(page["CertificateSummaryList"]) for page in acm.get_paginator("list_certificates").paginate(**every)),
            "search": sum(
                len(page["Results"])
                for page in acm.get_paginator("search_certificates").paginate(PaginationConfig={"PageSize": 1})
            ),
        },
    }


def imported(acm, exported):
    """What was exported, imported with its decrypted key."""
    command = ["openssl", "pkey", "-passin", "pass:passphrase"]
    key = subprocess.run(command, input=exported["PrivateKey"].encode(), check=True, capture_output=True).stdout
    return acm.import_certificate(
        Certificate=exported["Certificate"].encode(),
        CertificateChain=exported["CertificateChain"].encode(),
        PrivateKey=key,
    )["CertificateArn"]
