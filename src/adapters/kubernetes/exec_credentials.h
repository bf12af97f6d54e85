// Credentials from a plugin (kubeconfig `exec`): run when needed, on a thread of its own, kept until a minute before they
// expire or until the server refuses them. Any number of requests wait for one run. After a failed run the same error is
// given for `retry`, so that a broken plugin is not started for every request.
#pragma once

#include <optional>
#include <thread>
#include <vector>

#include "adapters/http_client/curl_loop.h"
#include "adapters/kubernetes/credentials.h"
#include "base/exec_process.h"

namespace nss {

struct ExecTimings {
  std::chrono::milliseconds timeout{30'000};
  std::chrono::milliseconds retry{2'000};
};

class ExecCredentials final : public Credentials {
 public:
  // `base` has what does not come from the plugin (CA; perhaps a client certificate). `loop` must outlive this.
  ExecCredentials(KubernetesAccess access, std::unique_ptr<FileCredentials> base, CurlLoop& loop, const Clock& clock,
                  ExecTimings timings);
  ~ExecCredentials() override;

  void get(Reply<GrantPtr> reply) override;
  void refused(const GrantPtr& grant) override;
  void stop() override;

 private:
  void start_run();
  void finish_run(Result<ProcessOutput> output);
  Result<GrantPtr> grant_of(const Result<ProcessOutput>& output);
  void answer_all(const Result<GrantPtr>& grant);
  Seconds now() const { return floor_seconds(clock_.check()); }

  const KubernetesAccess access_;
  const std::unique_ptr<FileCredentials> base_;
  CurlLoop& loop_;
  const Clock& clock_;
  const ExecTimings timings_;

  // The loop's thread.
  GrantPtr grant_;
  std::optional<Seconds> use_until_;  // none: until refused
  std::optional<Error> failure_;
  Mono failed_at_{};
  std::vector<Reply<GrantPtr>> waiting_;
  bool running_ = false;

  ExecProcess process_;
  std::thread runner_;
};

}  // namespace nss
