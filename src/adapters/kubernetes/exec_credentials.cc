#include "adapters/kubernetes/exec_credentials.h"

#include <fmt/core.h>

#include "adapters/kubernetes/exec_credential_codec.h"
#include "adapters/kubernetes/original_codec.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr std::chrono::seconds early{60};  // renewed so long before it expires

}  // namespace

ExecCredentials::ExecCredentials(KubernetesAccess access, std::unique_ptr<FileCredentials> base, CurlLoop& loop,
                                 const Clock& clock, ExecTimings timings)
    : access_(std::move(access)), base_(std::move(base)), loop_(loop), clock_(clock), timings_(timings) {}

ExecCredentials::~ExecCredentials() { stop(); }

void ExecCredentials::get(Reply<GrantPtr> reply) {
  if (grant_ && (!use_until_ || now() < *use_until_)) return reply(grant_);
  if (failure_ && clock_.mono() - failed_at_ < timings_.retry) return reply(tl::make_unexpected(*failure_));
  waiting_.push_back(std::move(reply));
  if (!running_) start_run();
}

void ExecCredentials::refused(const GrantPtr& grant) {
  if (grant == grant_) grant_.reset();
}

void ExecCredentials::start_run() {
  running_ = true;
  if (runner_.joinable()) runner_.join();  // it has posted its result, there is nothing left to wait for
  ProcessRequest request;
  request.argv = access_.exec->argv;
  request.env = access_.exec->env;
  request.env.emplace_back("KUBERNETES_EXEC_INFO", encode_exec_info(access_, base_->current()->tls->ca_pem));
  request.timeout = timings_.timeout;
  runner_ = std::thread([this, request = std::move(request)] {
    auto output = std::make_shared<Result<ProcessOutput>>(process_.run(request));
    loop_.post([this, output] { finish_run(std::move(*output)); });
  });
}

void ExecCredentials::finish_run(Result<ProcessOutput> output) {
  running_ = false;
  auto grant = grant_of(output);
  if (grant) {
    grant_ = *grant;
    failure_.reset();
  } else {
    failure_ = grant.error();
    failed_at_ = clock_.mono();
    log::warn("the credential plugin failed", {{"problem", grant.error().message.en}});
  }
  answer_all(grant);
}

Result<GrantPtr> ExecCredentials::grant_of(const Result<ProcessOutput>& output) {
  const auto bad = [this](ErrorKind kind, std::string_view why) {
    return fail(kind, "exec_plugin_failed", fmt::format("{}: exec plugin: {}", access_.description, why));
  };
  if (!output) {
    const bool missing = output.error().kind == ErrorKind::not_found;
    const std::string hint = missing ? "; install it or correct exec.command. " + access_.exec->install_hint : "";
    return bad(ErrorKind::unavailable, output.error().message.en + hint);
  }
  if (output->exit_code != 0) {
    const std::string_view err = output->err;
    return bad(ErrorKind::unavailable, fmt::format("{}: it ended with {}: {}", access_.exec->argv[0], output->exit_code,
                                                   clipped(err.substr(0, err.find('\n')), 300)));
  }
  const auto credential = decode_exec_credential(output->out, access_.exec->api_version);
  if (!credential)
    return bad(ErrorKind::unavailable, fmt::format("{}: {}", access_.exec->argv[0], credential.error().message.en));
  if (credential->expires && *credential->expires <= now()) {
    return bad(ErrorKind::unavailable, fmt::format("{}: its credential expired at {}; log in again", access_.exec->argv[0],
                                                   to_rfc3339(*credential->expires)));
  }
  const GrantPtr base = base_->current();
  TlsOptions tls = *base->tls;
  if (!credential->cert_pem.empty()) {
    tls.cert_pem = credential->cert_pem;
    tls.key_pem = credential->key_pem;
  }
  auto grant = std::make_shared<Grant>();
  grant->authorization = credential->token.empty() ? std::string() : "Authorization: Bearer " + credential->token;
  grant->tls = std::make_shared<const TlsOptions>(std::move(tls));
  use_until_.reset();
  // What lives shorter than a minute is used at least for the requests that wait for it, and renewed for the next.
  if (credential->expires) use_until_ = *credential->expires - early;
  return GrantPtr(grant);
}

void ExecCredentials::answer_all(const Result<GrantPtr>& grant) {
  for (auto& reply : std::exchange(waiting_, {})) reply(grant);
}

void ExecCredentials::stop() {
  process_.cancel();
  if (runner_.joinable()) runner_.join();
  answer_all(fail(ErrorKind::unavailable, "stopping", "the cluster client is stopping"));
}

}  // namespace nss
