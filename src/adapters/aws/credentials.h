// Who we are to AWS. Never logged and never part of an error's message; the access key's id alone is no secret, but is not
// logged either.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace nss {

struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;       // empty: long-lived keys
  std::optional<Seconds> expires;  // none: until the service refuses them

  bool operator==(const AwsCredentials&) const = default;
};

}  // namespace nss
