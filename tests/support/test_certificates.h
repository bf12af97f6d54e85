// Certificates for tests, made in memory: an authority of one's own, and what it signs. P-256 keys; valid from yesterday
// to tomorrow unless a test wants otherwise. All PEM.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace nss::test {

struct ServerIdentity {
  std::string cert_pem;
  std::string key_pem;
  std::string client_ca_pem;  // not empty: a client certificate of this authority is asked for
};

struct CertificateWish {
  std::string name = "imposter";           // common name
  std::string alt_names = "IP:127.0.0.1";  // subjectAltName, OpenSSL's notation; empty: none
  int days_from = -1;
  int days_to = 1;
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "test authority");
  ~TestAuthority();
  const std::string& ca_pem() const { return ca_pem_; }
  ServerIdentity issue(const CertificateWish& wish = {}) const;  // cert and key; client_ca_pem is empty

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
  std::string ca_pem_;
};

}  // namespace nss::test
