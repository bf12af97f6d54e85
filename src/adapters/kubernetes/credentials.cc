#include "adapters/kubernetes/credentials.h"

#include <fmt/core.h>

#include "base/clean_token.h"
#include "base/file_bytes.h"
#include "base/log.h"

namespace nss {
namespace {

struct Piece {
  const std::string& text;
  const std::string& file;
  const char* what;
};

Result<std::string> pem_of(const Piece& piece) {
  if (!piece.text.empty() || piece.file.empty()) return piece.text;
  auto text = read_small_file(piece.file, longest_certificate, piece.what);
  if (text && text->find("-----BEGIN ") == std::string::npos) {
    return fail(ErrorKind::invalid, "bad_pem_file", fmt::format("{} {}: it is not a PEM file", piece.what, piece.file));
  }
  return text;
}

Result<std::string> token_of(const CredentialSources& sources) {
  if (sources.token_file.empty() && sources.token.empty()) return std::string();
  auto text = sources.token_file.empty() ? Result<std::string>(sources.token)
                                         : read_small_file(sources.token_file, longest_token, "token file");
  if (!text) return text;
  std::string token = clean_token(*text);
  if (!token.empty()) return token;
  return fail(ErrorKind::invalid, "bad_token",
              fmt::format("token {}: it is empty or has characters that a token cannot have; renew it", sources.token_file));
}

}  // namespace

Result<std::unique_ptr<FileCredentials>> FileCredentials::make(CredentialSources sources, const Clock& clock,
                                                               std::chrono::milliseconds refresh) {
  std::unique_ptr<FileCredentials> made(new FileCredentials(std::move(sources), clock, refresh));
  auto grant = made->read();
  if (!grant) return fail(grant.error());
  made->grant_ = *grant;
  made->read_at_ = clock.mono();
  return made;
}

Result<GrantPtr> FileCredentials::read() const {
  const auto ca = pem_of({sources_.ca_pem, sources_.ca_file, "certificate authority"});
  if (!ca) return fail(ca.error());
  const auto cert = pem_of({sources_.cert_pem, sources_.cert_file, "client certificate"});
  if (!cert) return fail(cert.error());
  const auto key = pem_of({sources_.key_pem, sources_.key_file, "client key"});
  if (!key) return fail(key.error());
  const auto token = token_of(sources_);
  if (!token) return fail(token.error());
  const TlsOptions tls{*ca, *cert, *key, sources_.insecure};
  auto grant = std::make_shared<Grant>();
  grant->authorization = token->empty() ? std::string() : "Authorization: Bearer " + *token;
  grant->tls = std::make_shared<const TlsOptions>(tls);
  return GrantPtr(grant);
}

bool FileCredentials::has_files() const {
  return !sources_.ca_file.empty() || !sources_.cert_file.empty() || !sources_.key_file.empty() || !sources_.token_file.empty();
}

GrantPtr FileCredentials::current() {
  const Mono now = clock_.mono();
  if (!has_files() || (!stale_ && now - read_at_ < refresh_)) return grant_;
  stale_ = false;
  read_at_ = now;
  const auto grant = read();
  if (grant) {
    grant_ = *grant;
  } else {
    log::warn("credentials could not be read again, the old ones are kept", {{"problem", grant.error().message.en}});
  }
  return grant_;
}

void FileCredentials::refused(const GrantPtr& grant) {
  if (grant == grant_) stale_ = true;
}

}  // namespace nss
