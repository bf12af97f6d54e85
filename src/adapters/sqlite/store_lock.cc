#include "adapters/sqlite/store_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace nss {
namespace {

// The pid that the other process wrote; it may not have come to that yet.
std::string holder(int descriptor) {
  char text[32] = {};
  const ssize_t got = ::pread(descriptor, text, sizeof text - 1, 0);
  const std::string pid(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  const std::string digits = pid.substr(0, pid.find('\n'));
  const bool number = !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? digits : std::string();
}

Error locked(const std::string& path, const std::string& pid) {
  return Error{ErrorKind::unavailable, "store_locked",
               Text{fmt::format("{}: lo está usando otro proceso{}; deténgalo o nombre otro archivo", path,
                                pid.empty() ? "" : " (pid " + pid + ")"),
                    fmt::format("{}: another process{} is using it; stop it or name another file", path,
                                pid.empty() ? "" : " (pid " + pid + ")")}};
}

}  // namespace

Result<StoreLock> StoreLock::acquire(const std::string& database_path) {
  const std::string path = database_path + ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorKind::invalid, "store_path", fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
  }
  StoreLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return fail(locked(database_path, holder(descriptor)));
  // Only for people: the lock holds without it, for example on a full disk.
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) == 0) static_cast<void>(!::pwrite(descriptor, pid.data(), pid.size(), 0));
  return lock;
}

StoreLock::StoreLock(StoreLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StoreLock::~StoreLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace nss
