// Who we are on each request, and how that is renewed. Everything here runs on the loop's thread and never blocks it for
// more than reading a small file; a plugin runs on a thread of its own (exec_credentials.h).
#pragma once

#include <memory>
#include <string>

#include "adapters/http_client/http_request.h"
#include "adapters/kubernetes/access.h"
#include "base/result.h"
#include "ports/clock.h"
#include "ports/storage.h"

namespace nss {

// What one request carries. Never logged.
struct Grant {
  std::string authorization;  // "Authorization: Bearer …"; empty: none
  std::shared_ptr<const TlsOptions> tls;
};
using GrantPtr = std::shared_ptr<const Grant>;

class Credentials {
 public:
  virtual ~Credentials() = default;
  // Replies at once when a grant is at hand, else later; always on the loop's thread, once.
  virtual void get(Reply<GrantPtr> reply) = 0;
  // The server answered 401 to a request with `grant`: the next get() brings another one if there is one.
  virtual void refused(const GrantPtr& grant) = 0;
  // After the loop has stopped: ends a plugin that runs, waits for it, and answers what waits for it with `stopping`.
  virtual void stop() {}
};

// Texts and files. Files are read again at most every `refresh`, and at the first get() after a refusal. One that cannot
// be read again leaves what was read before: a volume being replaced is not an outage.
class FileCredentials final : public Credentials {
 public:
  static Result<std::unique_ptr<FileCredentials>> make(CredentialSources sources, const Clock& clock,
                                                       std::chrono::milliseconds refresh);

  void get(Reply<GrantPtr> reply) override { reply(current()); }
  void refused(const GrantPtr& grant) override;

  GrantPtr current();

 private:
  FileCredentials(CredentialSources sources, const Clock& clock, std::chrono::milliseconds refresh)
      : sources_(std::move(sources)), clock_(clock), refresh_(refresh) {}
  Result<GrantPtr> read() const;
  bool has_files() const;

  const CredentialSources sources_;
  const Clock& clock_;
  const std::chrono::milliseconds refresh_;
  GrantPtr grant_;
  Mono read_at_{};
  bool stale_ = false;
};

}  // namespace nss
