# acm-pca through the AWS CLI, in the current folder: a root and a subordinate CA, certificates, a permission, a revocation
# and an audit report. Leaves root.arn, below.arn, *.pem and report.csv there.
pca() { aws acm-pca "$@"; }
TEMPLATE=arn:aws:acm-pca:::template

authority() { # TYPE NAME
  pca create-certificate-authority --certificate-authority-type "$1" --query CertificateAuthorityArn --output text \
    --certificate-authority-configuration "KeyAlgorithm=EC_prime256v1,SigningAlgorithm=SHA256WITHECDSA,Subject={CommonName=$2}"
}

issue() { # CA CSR-FILE TEMPLATE DAYS OUTPUT; the certificate in OUTPUT.pem, its chain in OUTPUT-chain.pem, its ARN is printed
  local arn
  arn=$(pca issue-certificate --certificate-authority-arn "$1" --csr "fileb://$2" --signing-algorithm SHA256WITHECDSA \
    --template-arn "$TEMPLATE/$3/V1" --validity "Type=DAYS,Value=$4" --query CertificateArn --output text)
  pca wait certificate-issued --certificate-authority-arn "$1" --certificate-arn "$arn"
  pca get-certificate --certificate-authority-arn "$1" --certificate-arn "$arn" >"$5.json"
  python -c "import json; answer = json.load(open('$5.json')); print(answer['Certificate'], file=open('$5.pem', 'w'))
print(answer.get('CertificateChain', ''), file=open('$5-chain.pem', 'w'))"
  echo "$arn"
}

ROOT=$(authority ROOT "CLI root")
pca wait certificate-authority-csr-created --certificate-authority-arn "$ROOT"
pca get-certificate-authority-csr --certificate-authority-arn "$ROOT" --output text >root.csr
issue "$ROOT" root.csr RootCACertificate 3650 root >/dev/null
pca import-certificate-authority-certificate --certificate-authority-arn "$ROOT" --certificate fileb://root.pem

BELOW=$(authority SUBORDINATE "CLI subordinate")
pca wait certificate-authority-csr-created --certificate-authority-arn "$BELOW"
pca get-certificate-authority-csr --certificate-authority-arn "$BELOW" --output text >below.csr
issue "$ROOT" below.csr SubordinateCACertificate_PathLen0 1825 below >/dev/null
pca import-certificate-authority-certificate --certificate-authority-arn "$BELOW" \
  --certificate fileb://below.pem --certificate-chain fileb://below-chain.pem

pca create-permission --certificate-authority-arn "$BELOW" --principal acm.amazonaws.com \
  --actions IssueCertificate GetCertificate ListPermissions
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -subj /CN=cli.example.com -out leaf.csr
LEAF=$(issue "$BELOW" leaf.csr EndEntityServerAuthCertificate 30 leaf)
pca revoke-certificate --certificate-authority-arn "$BELOW" --certificate-serial "${LEAF##*/}" --revocation-reason SUPERSEDED

BUCKET=cli-$AWS_ACCESS_KEY_ID
aws s3api create-bucket --bucket "$BUCKET" --create-bucket-configuration LocationConstraint=eu-west-1 >/dev/null
aws s3api put-bucket-policy --bucket "$BUCKET" --policy "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",
  \"Principal\":{\"Service\":\"acm-pca.amazonaws.com\"},
  \"Action\":[\"s3:PutObject\",\"s3:PutObjectAcl\",\"s3:GetBucketAcl\",\"s3:GetBucketLocation\"],
  \"Resource\":[\"arn:aws:s3:::$BUCKET/*\",\"arn:aws:s3:::$BUCKET\"]}]}"
read -r REPORT KEY < <(pca create-certificate-authority-audit-report --certificate-authority-arn "$BELOW" \
  --s3-bucket-name "$BUCKET" --audit-report-response-format CSV --query '[AuditReportId,S3Key]' --output text)
pca wait audit-report-created --certificate-authority-arn "$BELOW" --audit-report-id "$REPORT"
aws s3 cp --quiet "s3://$BUCKET/$KEY" report.csv

echo "$ROOT" >root.arn
echo "$BELOW" >below.arn
