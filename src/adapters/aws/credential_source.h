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
// They are renewed in the background 15 minutes before they expire, whether somebody asks or not; from 10 minutes on a get()
// waits for the renewal. One refresh runs at a time and all who wait share it; the next one begins `longest_pause` later at
// the earliest, so that a provider that goes on giving the same ones is not asked for every request. When a refresh fails,
// what is there is used as long as it is valid, and the next try is made after a growing pause; without valid ones get() has
// the same error until then.
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
#include <optional>
#include <string>

#include "adapters/aws/credential_timings.h"
#include "adapters/aws/credentials.h"
#include "adapters/aws/environment.h"
#include "adapters/http_client/curl_loop.h"
#include "ports/clock.h"

namespace nss {

class CredentialSource {
 public:
  // Reads the profile files when it comes to them. `loop` and `clock` must outlive it.
  static std::unique_ptr<CredentialSource> make(CurlLoop& loop, AwsEnvironment environment, const Clock& clock,
                                                const CredentialTimings& timings = {});
  virtual ~CredentialSource() = default;

  // Answers at once when credentials are at hand, else later; once, on the loop's thread.
  virtual void get(std::function<void(Result<AwsCredentials>)> then) = 0;
  // The service refused these (ExpiredToken, UnrecognizedClient): the next get() refreshes. Nothing happens when they are no
  // longer the current ones, or when the last refusal was less than `longest_pause` ago: new ones that are refused too are no
  // reason to ask again and again.
  virtual void invalidate(const std::string& access_key_id) = 0;
  // When the current ones expire; none: there are none, or they do not.
  virtual std::optional<Seconds> expires() const = 0;
  // Which provider it is, without secrets: "web identity: role arn:aws:iam::…".
  virtual std::string description() const = 0;
  // Long-lived keys, of the environment or of a profile, are at the bottom of it.
  virtual bool static_keys() const = 0;
  // Ends what runs and answers who waits with `stopping`.
  virtual void stop() = 0;
};

}  // namespace nss
