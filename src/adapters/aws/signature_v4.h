// AWS Signature Version 4 in the Authorization header, for requests whose body is at hand. Pure but for the cache of the
// signing key; `now` is passed in, so that a clock that runs wrong can be corrected by its caller.
// Source: "Signature Version 4 signing process" in the IAM user guide; where that is silent, botocore's auth.py. Not for S3,
// whose paths are encoded once and not normalised.
#pragma once

#include <string>

#include "adapters/aws/credentials.h"
#include "adapters/http_client/http_request.h"

namespace nss {

struct SignatureScope {
  std::string region;   // "eu-west-1"
  std::string service;  // "dynamodb"
};

// What was signed, step by step, as AWS's published test suite lists it. Holds no secret but the session token.
struct SignatureSteps {
  std::string canonical_request;
  std::string string_to_sign;
};

// Signs for one scope and keeps the signing key, which changes with the day and the secret only. Not thread-safe.
class SignerV4 {
 public:
  explicit SignerV4(SignatureScope scope) : scope_(std::move(scope)) {}

  // Puts X-Amz-Date, X-Amz-Security-Token (if there is a token) and Authorization into request.headers, in the place of such
  // headers from an earlier signature. Signed are Host and all given headers, but those that are one hop's business or may be
  // changed on the way (botocore's list: Connection, Expect, User-Agent, X-Amzn-Trace-Id …) and those without a value, which
  // libcurl does not send. Host is as in the URL, without the scheme's own port, unless a Host header is given. The query is
  // taken as it is sent: what is percent-encoded stays so, what need be encoded is encoded.
  SignatureSteps sign(ClientRequest& request, const AwsCredentials& credentials, Seconds now);

 private:
  const std::string& signing_key(const std::string& secret, const std::string& day);

  const SignatureScope scope_;
  std::string key_;  // 32 bytes; empty: none yet
  std::string key_day_;
  std::string key_secret_;
};

// The same without a cache, for single requests.
void sign_v4(ClientRequest& request, const AwsCredentials& credentials, const SignatureScope& scope, Seconds now);

}  // namespace nss
