#include "support/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <cstdlib>

namespace nss::test {
namespace {

template <typename T, void (*release)(T*)>
struct Releases {
  void operator()(T* thing) const { release(thing); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY, EVP_PKEY_free>>;
using CertPtr = std::unique_ptr<X509, Releases<X509, X509_free>>;

void must(bool fine) {
  if (!fine) std::abort();  // OpenSSL itself does not work: no test can tell more
}

template <typename Write>
std::string pem(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  must(write(bio) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

void extend(X509* cert, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, cert, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr && X509_add_ext(cert, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

CertPtr unsigned_certificate(EVP_PKEY* key, const std::string& name, int days_from, int days_to) {
  static std::atomic<long> serial{1};
  constexpr long day = 86'400;
  CertPtr cert(X509_new());
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), days_from * day);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), days_to * day);
  X509_set_pubkey(cert.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return cert;
}

std::string cert_pem(X509* cert) {
  return pem([cert](BIO* bio) { return PEM_write_bio_X509(bio, cert); });
}

}  // namespace

struct TestAuthority::Keys {
  KeyPtr key;
  CertPtr cert;
};

TestAuthority::TestAuthority(const std::string& name) : keys_(std::make_unique<Keys>()) {
  keys_->key.reset(EVP_EC_gen("P-256"));
  must(keys_->key != nullptr);
  keys_->cert = unsigned_certificate(keys_->key.get(), name, -1, 1);
  X509* cert = keys_->cert.get();
  X509_set_issuer_name(cert, X509_get_subject_name(cert));
  extend(cert, cert, NID_basic_constraints, "critical,CA:TRUE");
  extend(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
  must(X509_sign(cert, keys_->key.get(), EVP_sha256()) > 0);
  ca_pem_ = cert_pem(cert);
}

TestAuthority::~TestAuthority() = default;

ServerIdentity TestAuthority::issue(const CertificateWish& wish) const {
  const KeyPtr key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  const CertPtr cert = unsigned_certificate(key.get(), wish.name, wish.days_from, wish.days_to);
  X509_set_issuer_name(cert.get(), X509_get_subject_name(keys_->cert.get()));
  if (!wish.alt_names.empty()) extend(cert.get(), keys_->cert.get(), NID_subject_alt_name, wish.alt_names);
  must(X509_sign(cert.get(), keys_->key.get(), EVP_sha256()) > 0);
  EVP_PKEY* raw = key.get();
  return {cert_pem(cert.get()),
          pem([raw](BIO* bio) { return PEM_write_bio_PrivateKey(bio, raw, nullptr, nullptr, 0, nullptr, nullptr); }), ""};
}

}  // namespace nss::test
