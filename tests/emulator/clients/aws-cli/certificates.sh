# acm through the AWS CLI, with the CA of below.arn: a request, its export, renewal and revocation. Prints what it came to.
ARN=$(aws acm request-certificate --domain-name www.example.com --key-algorithm EC_prime256v1 \
  --certificate-authority-arn "$(cat below.arn)" --query CertificateArn --output text)
described() { aws acm describe-certificate --certificate-arn "$ARN" --query "$1" --output text; }
until_is() { # QUERY VALUE
  for _ in $(seq 60); do [ "$(described "$1")" = "$2" ] && return; done
  echo "$1 did not become $2" >&2
  exit 1
}

until_is Certificate.Status ISSUED
printf passphrase >passphrase
aws acm export-certificate --certificate-arn "$ARN" --passphrase fileb://passphrase --query PrivateKey --output text >exported.key
openssl pkey -in exported.key -passin pass:passphrase -pubout -out exported.pub
aws acm renew-certificate --certificate-arn "$ARN"
until_is Certificate.RenewalSummary.RenewalStatus SUCCESS
aws acm export-certificate --certificate-arn "$ARN" --passphrase fileb://passphrase --query Certificate --output text >renewed.pem
aws acm revoke-certificate --certificate-arn "$ARN" --revocation-reason SUPERSEDED >/dev/null
described 'Certificate.[Status,Type,RevocationReason]'

PUBLIC=$(aws acm request-certificate --domain-name public.example.com --validation-method DNS --query CertificateArn --output text)
python -c "import sys, urllib.request as http
http.urlopen(http.Request(sys.argv[1] + '/_emulator/certificates/public', sys.argv[2].encode(), {'content-type': 'application/json'}))" \
  "$AWS_ENDPOINT_URL" "{\"certificateArn\":\"$PUBLIC\",\"domainValidated\":true}"
aws acm wait certificate-validated --certificate-arn "$PUBLIC"
aws acm list-certificates --includes keyTypes=RSA_2048,EC_prime256v1 --page-size 1 --query 'CertificateSummaryList[].Type' --output text
