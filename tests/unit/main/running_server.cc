#include "unit/main/running_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "base/log.h"
#include "main/serve.h"

namespace nss::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

Settings settings_of(const std::vector<std::string>& arguments) {
  SettingsSources sources;
  const auto line = parse_command_line(arguments);
  if (!line) {
    ADD_FAILURE() << line.error().message.en;
    return {};
  }
  sources.command_line = *line;
  auto settings = load_settings(sources);
  if (settings) return *settings;
  ADD_FAILURE() << settings.error().message.en;
  return {};
}

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

PlainAnswer ask(int port, const std::string& method, const std::string& path, const std::string& body) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  PlainAnswer answer;
  std::string text;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " +
                                "application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(::send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  if (text.rfind("HTTP/1.1 ", 0) != 0) return answer;
  answer.status = std::stoi(text.substr(9, 3));
  if (const auto end = text.find("\r\n\r\n"); end != std::string::npos) answer.body = text.substr(end + 4);
  return answer;
}

RunningServer::RunningServer(Settings settings) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this, settings = std::move(settings)] {
    code_ = serve(settings);
    ended_.set_value();
  });
}

bool RunningServer::wait_for(int port, const std::string& path) {
  for (int i = 0; i < 3'000; ++i) {
    if (ask(port, "GET", path).status == 200) return true;
    if (end_.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready) return false;
  }
  return false;
}

int RunningServer::stop() {
  if (!thread_.joinable()) return code_;
  if (end_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) pthread_kill(thread_.native_handle(), SIGTERM);
  return wait_for_the_end();
}

int RunningServer::wait_for_the_end() {
  if (thread_.joinable()) thread_.join();
  log::set_sink({}, log::Level::error);
  return code_;
}

std::string write_kubeconfig(const std::string& path, int port) {
  std::ofstream(path) << "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
                      << "clusters: [{name: test, cluster: {server: 'http://127.0.0.1:" << port << "'}}]\n"
                      << "users: [{name: test, user: {token: abc}}]\n"
                      << "contexts: [{name: test, context: {cluster: test, user: test}}]\n";
  return path;
}

}  // namespace nss::test
