#include "base/exec_process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "base/check.h"

extern char** environ;

namespace nss {
namespace {

constexpr std::size_t longest_error_text = 4096;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
  Pipe() {
    std::array<int, 2> ends{};
    NSS_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read.reset(ends[0]);
    write.reset(ends[1]);
    NSS_CHECK(::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
  }
};

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> all;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string_view text(*line);
    const auto name = text.substr(0, text.find('='));
    bool replaced = false;
    for (const auto& [added_name, value] : added) replaced = replaced || added_name == name;
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// Starts it with nothing of ours open but the three standard descriptors. The error number of posix_spawn.
int spawn(const ProcessRequest& request, int out, int err, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  NSS_CHECK(posix_spawn_file_actions_init(&actions) == 0 && posix_spawnattr_init(&attributes) == 0);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);  // libcurl's sockets are not close-on-exec
  sigset_t none;
  sigset_t ignored;
  sigemptyset(&none);
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> arguments = request.argv;
  std::vector<std::string> environment = environment_with(request.env);
  const int error =
      posix_spawnp(&pid, arguments[0].c_str(), &actions, &attributes, pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// Reads what is there. False at the end of the stream.
bool drain(int fd, std::string& into, std::size_t bound) {
  std::array<char, 16384> buffer{};
  while (true) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    const std::size_t room = bound - std::min(bound, into.size());
    into.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
    if (into.size() >= bound) return true;  // the caller looks at the size
  }
}

enum class Ending { ended, timeout, too_large, cancelled };

struct Watched {
  int process;  // pidfd: readable when it has ended
  int cancelled;
  Descriptor& out;
  Descriptor& err;
};

Ending collect(Watched watched, const ProcessRequest& request, ProcessOutput& output) {
  const auto deadline = std::chrono::steady_clock::now() + request.timeout;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Ending::timeout;
    std::array<pollfd, 4> polled{{{watched.process, POLLIN, 0},
                                  {watched.cancelled, POLLIN, 0},
                                  {watched.out.get(), POLLIN, 0},
                                  {watched.err.get(), POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), static_cast<int>(left.count()));
    if (polled[1].revents != 0) return Ending::cancelled;
    // One byte more than allowed tells the difference between full and too much.
    if (polled[2].revents != 0 && !drain(watched.out.get(), output.out, request.longest_output + 1)) watched.out.reset();
    if (polled[3].revents != 0 &&
        (!drain(watched.err.get(), output.err, longest_error_text) || output.err.size() >= longest_error_text)) {
      watched.err.reset();
    }
    if (output.out.size() > request.longest_output) return Ending::too_large;
    if (polled[0].revents != 0) {
      // Ended: what it wrote before is in the pipe; a grandchild that holds the pipe open is not waited for.
      if (watched.out.get() >= 0) drain(watched.out.get(), output.out, request.longest_output + 1);
      if (watched.err.get() >= 0) drain(watched.err.get(), output.err, longest_error_text);
      return output.out.size() > request.longest_output ? Ending::too_large : Ending::ended;
    }
  }
}

tl::unexpected<Error> failed(Ending ending, const ProcessRequest& request) {
  const std::string& command = request.argv[0];
  if (ending == Ending::cancelled) return fail(ErrorKind::unavailable, "stopping", fmt::format("{}: no longer wanted", command));
  if (ending == Ending::timeout) {
    return fail(ErrorKind::unavailable, "exec_timeout",
                fmt::format("{}: not finished after {} ms", command, request.timeout.count()));
  }
  return fail(ErrorKind::invalid, "exec_output_too_large",
              fmt::format("{}: it printed more than {} bytes", command, request.longest_output));
}

}  // namespace

ExecProcess::ExecProcess() : cancelled_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { NSS_CHECK(cancelled_ >= 0); }
ExecProcess::~ExecProcess() { ::close(cancelled_); }

void ExecProcess::cancel() {
  const std::uint64_t one = 1;
  NSS_CHECK(::write(cancelled_, &one, sizeof one) == sizeof one);
}

Result<ProcessOutput> ExecProcess::run(const ProcessRequest& request) {
  NSS_CHECK(!request.argv.empty());
  Pipe out;
  Pipe err;
  pid_t pid = -1;
  if (const int error = spawn(request, out.write.get(), err.write.get(), pid); error != 0) {
    const bool missing = error == ENOENT || error == ENOTDIR;
    return fail(missing ? ErrorKind::not_found : ErrorKind::unavailable, missing ? "command_not_found" : "exec_failed",
                fmt::format("{}: it cannot be started: {}", request.argv[0], std::generic_category().message(error)));
  }
  out.write.reset();
  err.write.reset();
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  NSS_CHECK(process.get() >= 0);
  ProcessOutput output;
  const Ending ending = collect({process.get(), cancelled_, out.read, err.read}, request, output);
  ::kill(-pid, SIGKILL);  // the group: nothing of it stays behind
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (ending != Ending::ended) return failed(ending, request);
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return output;
}

}  // namespace nss
