#include "disk_faults.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace {

std::atomic<int> write_error{0};
std::atomic<int> read_error{0};
std::atomic<int> sync_error{0};
std::atomic<int> open_error{0};
std::atomic<int> sync_count{0};

ssize_t faulty_pwrite(int descriptor, const void* data, std::size_t size, off_t offset) {
  if (const int error = write_error) {
    errno = error;
    return -1;
  }
  return ::pwrite(descriptor, data, size, offset);
}

ssize_t faulty_pread(int descriptor, void* data, std::size_t size, off_t offset) {
  if (const int error = read_error) {
    errno = error;
    return -1;
  }
  return ::pread(descriptor, data, size, offset);
}

int faulty_open(const char* path, int flags, int mode) {
  const int error = open_error;
  if (error != 0 && (flags & O_RDWR) != 0) {
    errno = error;
    return -1;
  }
  return ::open(path, flags, mode);
}

template <typename Function>
void replace(const char* name, Function function) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function));
}

const bool installed = [] {
  replace("pwrite", &faulty_pwrite);
  replace("pwrite64", &faulty_pwrite);
  replace("pread", &faulty_pread);
  replace("pread64", &faulty_pread);
  replace("open", &faulty_open);
  return true;
}();

}  // namespace

// Found before the C library's by SQLite's shared object.
extern "C" int fdatasync(int descriptor) {
  ++sync_count;
  if (const int error = sync_error) {
    errno = error;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace nss::disk {

Faults::Faults() { sync_count = 0; }

Faults::~Faults() {
  write_error = 0;
  read_error = 0;
  sync_error = 0;
  open_error = 0;
}

void Faults::write_fails_with(int error) { write_error = error; }
void Faults::read_fails_with(int error) { read_error = error; }
void Faults::sync_fails_with(int error) { sync_error = error; }
void Faults::open_for_writing_fails_with(int error) { open_error = error; }
int Faults::syncs() const { return sync_count; }

}  // namespace nss::disk
