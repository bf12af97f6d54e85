#include "unit/adapters/http_server/raw_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace nss {
namespace {

constexpr timeval patience{20, 0};

sockaddr_storage address_of(const char* host, std::uint16_t port, socklen_t& size) {
  sockaddr_storage storage{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&storage, &v4, size = sizeof(v4));
  } else {
    inet_pton(AF_INET6, host, &v6.sin6_addr);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&storage, &v6, size = sizeof(v6));
  }
  return storage;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

std::string RawResponse::header(std::string_view name) const {
  const std::string haystack = lower(head);
  const std::string needle = "\r\n" + lower(std::string(name)) + ": ";
  const std::size_t found = haystack.find(needle);
  if (found == std::string::npos) return "(none)";
  const std::size_t begin = found + needle.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

RawClient::RawClient(std::uint16_t port, const char* host) {
  socklen_t size = 0;
  const sockaddr_storage address = address_of(host, port, size);
  socket_ = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  sockaddr generic{};
  static_assert(sizeof(generic) <= sizeof(address));
  EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0) << std::strerror(errno);
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 16384> chunk;
  const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ADD_FAILURE() << "nothing came within the deadline";
  if (got <= 0) return false;
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::receive_line() {
  while (buffer_.find('\n') == std::string::npos)
    if (!fill()) return "";
  const std::string line = buffer_.substr(0, buffer_.find('\n') + 1);
  buffer_.erase(0, line.size());
  return line;
}

RawResponse RawClient::receive(bool head_only) {
  RawResponse response;
  while (buffer_.find("\r\n\r\n") == std::string::npos)
    if (!fill()) return response;
  const std::size_t end = buffer_.find("\r\n\r\n") + 4;
  response.head = buffer_.substr(0, end);
  buffer_.erase(0, end);
  const std::string length = response.header("content-length");
  const std::size_t size = head_only || length == "(none)" ? 0 : std::stoul(length);
  while (buffer_.size() < size)
    if (!fill()) return response;
  response.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  response.status = std::stoi(response.head.substr(9, 3));
  return response;
}

bool RawClient::closed() {
  if (!buffer_.empty()) return false;
  std::array<char, 64> chunk;
  const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
  return got == 0 || (got < 0 && errno == ECONNRESET);
}

void RawClient::shutdown_send() { ::shutdown(socket_, SHUT_WR); }

void RawClient::small_buffers() {
  const int size = 4096;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

}  // namespace nss
