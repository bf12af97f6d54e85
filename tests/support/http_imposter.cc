#include "support/http_imposter.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdlib>

namespace nss::test {
namespace {

constexpr auto generous = std::chrono::seconds(60);

void must(bool fine) {
  if (!fine) std::abort();
}

void raise_flag(int fd) {
  const std::uint64_t one = 1;
  must(::write(fd, &one, sizeof one) == sizeof one);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void use_identity(SSL_CTX* context, const ServerIdentity& identity) {
  BIO* cert_bio = BIO_new_mem_buf(identity.cert_pem.data(), static_cast<int>(identity.cert_pem.size()));
  BIO* key_bio = BIO_new_mem_buf(identity.key_pem.data(), static_cast<int>(identity.key_pem.size()));
  X509* cert = PEM_read_bio_X509(cert_bio, nullptr, nullptr, nullptr);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(key_bio, nullptr, nullptr, nullptr);
  must(SSL_CTX_use_certificate(context, cert) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
  X509_free(cert);
  EVP_PKEY_free(key);
  BIO_free(cert_bio);
  BIO_free(key_bio);
  if (identity.client_ca_pem.empty()) return;
  BIO* ca_bio = BIO_new_mem_buf(identity.client_ca_pem.data(), static_cast<int>(identity.client_ca_pem.size()));
  X509* ca = PEM_read_bio_X509(ca_bio, nullptr, nullptr, nullptr);
  must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), ca) == 1);
  X509_free(ca);
  BIO_free(ca_bio);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

const char* phrase(int status) { return status == 200 ? "OK" : "Other"; }

}  // namespace

void ImposterWire::answer(int status, std::string_view body, std::string_view more_headers) {
  send("HTTP/1.1 " + std::to_string(status) + " " + phrase(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
       "\r\n" + std::string(more_headers) + "\r\n" + std::string(body));
}

void ImposterWire::begin_chunks(int status, std::string_view more_headers) {
  send("HTTP/1.1 " + std::to_string(status) + " " + phrase(status) + "\r\nTransfer-Encoding: chunked\r\n" +
       std::string(more_headers) + "\r\n");
}

void ImposterWire::chunk(std::string_view bytes) {
  std::array<char, 24> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  send(std::string(size.data()) + std::string(bytes) + "\r\n");
}

void ImposterWire::end_chunks() { send("0\r\n\r\n"); }

// One accepted socket. Every read waits for the socket or for the end of the imposter.
class HttpImposter::Connection final : public ImposterWire {
 public:
  Connection(int fd, int end, int released) : fd_(fd), end_(end), released_(released) {}
  ~Connection() override {
    if (ssl_ != nullptr) SSL_free(ssl_);
    ::close(fd_);
  }

  bool handshake(SSL_CTX* context) {
    ssl_ = SSL_new(context);
    SSL_set_fd(ssl_, fd_);
    return wait() && SSL_accept(ssl_) == 1;
  }

  std::string client_name() const {
    X509* cert = ssl_ == nullptr ? nullptr : SSL_get1_peer_certificate(ssl_);
    if (cert == nullptr) return {};
    std::array<char, 128> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_commonName, name.data(), static_cast<int>(name.size()));
    X509_free(cert);
    return name.data();
  }

  // More bytes into the buffer; false at the end.
  bool fill() {
    std::array<char, 16384> bytes{};
    if ((ssl_ == nullptr || SSL_pending(ssl_) == 0) && !wait()) return false;
    const auto count = ssl_ != nullptr ? SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                       : static_cast<int>(::recv(fd_, bytes.data(), bytes.size(), 0));
    if (count <= 0) return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }

  bool read_request(ImposterRequest& request) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (closed_ || !fill()) return false;
    }
    parse_head(buffer_.substr(0, end + 2), request);
    buffer_.erase(0, end + 4);
    const auto length = request.headers.find("content-length");
    const std::size_t size = length == request.headers.end() ? 0 : std::stoul(length->second);
    while (buffer_.size() < size) {
      if (!fill()) return false;
    }
    request.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return true;
  }

  void send(std::string_view bytes) override {
    while (!bytes.empty() && !closed_) {
      const auto count = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                         : static_cast<int>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
      if (count <= 0) {
        closed_ = true;
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void close() override {
    closed_ = true;
    ::shutdown(fd_, SHUT_RDWR);
  }

  void hold() override {
    std::array<pollfd, 3> polled{{{fd_, POLLIN | POLLRDHUP, 0}, {end_, POLLIN, 0}, {released_, POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), -1);
  }

  bool peer_closed() override {
    pollfd polled{fd_, POLLIN | POLLRDHUP, 0};
    return ::poll(&polled, 1, 0) > 0 && (polled.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
  }

 private:
  bool wait() {
    std::array<pollfd, 2> polled{{{fd_, POLLIN, 0}, {end_, POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), -1);
    return polled[1].revents == 0;
  }

  static void parse_head(const std::string& head, ImposterRequest& request) {
    const auto line_end = head.find("\r\n");
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    request.method = head.substr(0, first);
    request.target = head.substr(first + 1, second - first - 1);
    std::size_t at = line_end + 2;
    while (at < head.size()) {
      const auto end = head.find("\r\n", at);
      const std::string line = head.substr(at, end - at);
      const auto colon = line.find(':');
      const auto value = line.find_first_not_of(' ', colon + 1);
      request.headers[lower(line.substr(0, colon))] = value == std::string::npos ? "" : line.substr(value);
      at = end + 2;
    }
  }

  int fd_;
  int end_;
  int released_;
  SSL* ssl_ = nullptr;
  bool closed_ = false;
  std::string buffer_;
};

HttpImposter::HttpImposter(Handler handler, std::optional<ServerIdentity> tls)
    : handler_(std::move(handler)), tls_(std::move(tls)) {
  ::signal(SIGPIPE, SIG_IGN);  // SSL_write has no MSG_NOSIGNAL
  if (tls_) {
    auto* context = SSL_CTX_new(TLS_server_method());
    must(context != nullptr);
    use_identity(context, *tls_);
    tls_context_ = context;
  }
  end_ = ::eventfd(0, EFD_CLOEXEC);
  released_ = ::eventfd(0, EFD_CLOEXEC);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  must(listener_ >= 0 && ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 128) == 0);
  must(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

HttpImposter::~HttpImposter() {
  raise_flag(end_);
  raise_flag(released_);
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
  ::close(end_);
  ::close(released_);
  SSL_CTX_free(static_cast<SSL_CTX*>(tls_context_));
}

std::string HttpImposter::url() const { return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_); }

void HttpImposter::stop_listening() { must(::shutdown(listener_, SHUT_RD) == 0); }

void HttpImposter::accept_all() {
  while (true) {
    std::array<pollfd, 2> polled{{{listener_, POLLIN, 0}, {end_, POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), -1);
    if (polled[1].revents != 0) return;
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0 && errno == EINVAL) return;  // it listens no more
    if (fd < 0) continue;
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const int number = ++connections_;
    threads_.emplace_back([this, fd, number] { serve(fd, number); });
  }
}

void HttpImposter::serve(int fd, int number) {
  Connection connection(fd, end_, released_);
  if (tls_ && !connection.handshake(static_cast<SSL_CTX*>(tls_context_))) return;
  ImposterRequest request;
  while (connection.read_request(request)) {
    request.connection = number;
    {
      const std::lock_guard lock(mutex_);
      request.number = static_cast<int>(requests_.size()) + 1;
      requests_.push_back(request);
      if (const auto name = connection.client_name(); !name.empty()) client_name_ = name;
    }
    changed_.notify_all();
    handler_(request, connection);
    request = ImposterRequest();
  }
}

std::vector<ImposterRequest> HttpImposter::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::string HttpImposter::client_name() const {
  const std::lock_guard lock(mutex_);
  return client_name_;
}

bool HttpImposter::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, generous, [&] { return requests_.size() >= count; });
}

void HttpImposter::release() { raise_flag(released_); }

}  // namespace nss::test
