// A disk that fails when a test says so: SQLite's own calls of the operating system go through here (its unix VFS lets them
// be replaced), fdatasync through a function of the same name that the linker finds first.
#pragma once

namespace nss::disk {

// Restores a sound disk at the end of the test.
struct Faults {
  Faults();
  ~Faults();
  void write_fails_with(int error);  // errno; 0: sound
  void read_fails_with(int error);
  void sync_fails_with(int error);
  void open_for_writing_fails_with(int error);
  int syncs() const;  // since this object was made
};

}  // namespace nss::disk
