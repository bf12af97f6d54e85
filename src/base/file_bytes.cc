#include "base/file_bytes.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace nss {
namespace {

struct OpenFile {
  int fd = -1;
  ~OpenFile() {
    if (fd >= 0) ::close(fd);
  }
};

std::string reason(int number) { return std::generic_category().message(number); }

}  // namespace

Result<std::string> read_small_file(const std::string& path, std::size_t bound, const std::string& what) {
  const auto unreadable = [&](const std::string& why) {
    return fail(ErrorKind::invalid, "file_unreadable", fmt::format("{} {}: {}; it must be a readable file", what, path, why));
  };
  // O_NONBLOCK: opening a named pipe must not wait for a writer.
  OpenFile file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return fail(ErrorKind::not_found, "file_not_found", fmt::format("{} {}: there is no such file", what, path));
  }
  if (file.fd < 0) return unreadable(reason(errno));
  struct stat status{};
  if (::fstat(file.fd, &status) != 0) return unreadable(reason(errno));
  if (!S_ISREG(status.st_mode)) return unreadable("it is not a regular file");
  std::string bytes;
  std::array<char, 16384> buffer{};
  while (true) {
    const ssize_t count = ::read(file.fd, buffer.data(), buffer.size());
    if (count < 0) return unreadable(reason(errno));
    if (count == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (bytes.size() > bound) {
      return fail(ErrorKind::invalid, "file_too_large", fmt::format("{} {}: it is longer than {} bytes", what, path, bound));
    }
  }
}

}  // namespace nss
