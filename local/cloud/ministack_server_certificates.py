"""Server certificates of IAM, which MiniStack 1.5.33 does not know: uploaded, listed, read and deleted (API reference of IAM).

What is extended must be there, so that another version of MiniStack fails here, loudly.
"""

import datetime

from cryptography import x509
from ministack.core.responses import AccountScopedDict, get_account_id
from ministack.services import iam as service

CERTIFICATES = AccountScopedDict()
DATE = "%Y-%m-%dT%H:%M:%SZ"


def metadata(certificate: dict) -> str:
    members = ("Path", "ServerCertificateName", "ServerCertificateId", "Arn", "UploadDate", "Expiration")
    return "".join("<%s>%s</%s>" % (name, certificate[name], name) for name in members)


def upload(params):
    name, body = service._p(params, "ServerCertificateName"), service._p(params, "CertificateBody")
    if name in CERTIFICATES:
        return service._error(409, "EntityAlreadyExists", "The server certificate %s exists." % name, ns="iam")
    try:
        read = x509.load_pem_x509_certificate(body.encode())
    except ValueError:
        return service._error(400, "MalformedCertificate", "Unable to parse certificate.", ns="iam")
    path = service._p(params, "Path") or "/"
    CERTIFICATES[name] = {
        "Path": path,
        "ServerCertificateName": name,
        "ServerCertificateId": "ASCA%017d" % (len(CERTIFICATES) + 1),
        "Arn": "arn:aws:iam::%s:server-certificate%s%s" % (get_account_id(), path, name),
        "UploadDate": datetime.datetime.now(datetime.timezone.utc).strftime(DATE),
        "Expiration": read.not_valid_after_utc.strftime(DATE),
        "CertificateBody": body,
    }
    inner = "<ServerCertificateMetadata>%s</ServerCertificateMetadata>" % metadata(CERTIFICATES[name])
    return answer("UploadServerCertificate", inner)


def listed(params):
    prefix = service._p(params, "PathPrefix") or "/"
    found = [each for each in CERTIFICATES.values() if each["Path"].startswith(prefix)]
    members = "".join("<member>%s</member>" % metadata(each) for each in found)
    inner = "<ServerCertificateMetadataList>%s</ServerCertificateMetadataList><IsTruncated>false</IsTruncated>"
    return answer("ListServerCertificates", inner % members)


def get(params):
    certificate = CERTIFICATES.get(service._p(params, "ServerCertificateName"))
    if certificate is None:
        return missing(params)
    inner = "<ServerCertificate><ServerCertificateMetadata>%s</ServerCertificateMetadata><CertificateBody>%s</CertificateBody></ServerCertificate>"
    return answer("GetServerCertificate", inner % (metadata(certificate), certificate["CertificateBody"]))


def delete(params):
    if CERTIFICATES.pop(service._p(params, "ServerCertificateName"), None) is None:
        return missing(params)
    return service._xml(200, "DeleteServerCertificateResponse", "", ns="iam")


def missing(params):
    name = service._p(params, "ServerCertificateName")
    return service._error(404, "NoSuchEntity", "The Server Certificate with name %s cannot be found." % name, ns="iam")


def answer(action: str, inner: str):
    return service._xml(200, action + "Response", "<%sResult>%s</%sResult>" % (action, inner, action), ns="iam")


def know_server_certificates() -> None:
    known = {
        "UploadServerCertificate": upload,
        "ListServerCertificates": listed,
        "GetServerCertificate": get,
        "DeleteServerCertificate": delete,
    }
    if any(action in service._IAM_HANDLERS for action in known):
        raise SystemExit("ministack_server_certificates.py does not fit this version of MiniStack: see requirements.txt")
    service._IAM_HANDLERS.update(known)
