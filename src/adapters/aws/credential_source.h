// Credentials as every AWS SDK finds them: the first of
//   1. the environment's keys
//   2. web identity (IRSA): AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE
//   3. the profile files, as far as the chosen profile says how to get credentials
//   4. the container endpoint (EKS Pod Identity, ECS)
//   5. the instance's metadata service, version 2 only
// that is configured. Which one it is, is decided once, in make; one that is configured and fails is a failure, and the next
// one is not tried: a pod whose role cannot be assumed must not go on with the rights of its node. Files are read again at
// each refresh.
//
// They are renewed in the background 15 minutes before they expire; from 10 minutes on a get() waits for the renewal. One
// refresh runs at a time and all who wait share it. When it fails, what is there is used as long as it is valid, and the next
// try is made after a growing pause; without valid ones get() has the same error until then.
//
// Thread: get, invalidate, expires: the loop's thread. description and static_keys: any. stop: not the loop's thread, after
// the loop has stopped, before the destructor.
// Errors of get():
//   not_found:    aws_credentials_not_found (nothing is configured, or the instance has no role)
//   unauthorized: aws_credentials_refused (the provider answered that we are not allowed, or gave expired ones)
//   invalid:      aws_credentials_unreadable (a file, an answer or a setting is not what it should be)
//   unavailable:  aws_credentials_unavailable (no answer, or the provider's own fault), stopping
//   those of find_region
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/aws/credentials.h"
#include "adapters/aws/environment.h"
#include "adapters/http_client/curl_loop.h"
#include "ports/clock.h"

namespace nss {

struct CredentialTimings {
  std::chrono::seconds advisory{15 * 60};   // renewed in the background when less is left
  std::chrono::seconds mandatory{10 * 60};  // waited for when less is left
  std::chrono::seconds jitter{60};          // advisory is earlier or later by up to this, so that a fleet does not ask at once
  std::chrono::milliseconds first_pause{1'000};  // after a failed refresh; doubles
  std::chrono::milliseconds longest_pause{60'000};
  std::chrono::milliseconds attempt{5'000};  // one HTTP exchange with STS; 2 s with a container, 1 s with the metadata service
  std::chrono::milliseconds between_attempts{200};  // of the three that a refresh has; doubles
  std::chrono::milliseconds process{60'000};        // of a credential_process
};

class CredentialSource {
 public:
  // Reads the profile files when it comes to them. `loop` and `clock` must outlive it.
  static std::unique_ptr<CredentialSource> make(CurlLoop& loop, AwsEnvironment environment, const Clock& clock,
                                                const CredentialTimings& timings = {});
  virtual ~CredentialSource() = default;

  // Answers at once when credentials are at hand, else later; once, on the loop's thread.
  virtual void get(std::function<void(Result<AwsCredentials>)> then) = 0;
  // The service refused these: the next get() refreshes, if they are still the current ones and were not refused just before.
  virtual void invalidate(const std::string& access_key_id) = 0;
  // When the current ones expire; none: there are none, or they do not.
  virtual std::optional<Seconds> expires() const = 0;
  // Which provider it is, without secrets: "web identity: role arn:aws:iam::…".
  virtual std::string description() const = 0;
  // They do not expire by themselves: keys of the environment or of a profile.
  virtual bool static_keys() const = 0;
  // Ends what runs and answers who waits with `stopping`.
  virtual void stop() = 0;
};

}  // namespace nss
