#include "adapters/spool/file_spool.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "adapters/records/record_codec.h"
#include "base/log.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view entry_suffix = ".json";
constexpr std::string_view bad_suffix = ".bad";
constexpr const char* temporary_name = "writing.tmp";  // one writer: one name
constexpr const char* probe_name = "probe.tmp";
constexpr std::size_t max_id_bytes = 64;

tl::unexpected<Error> unavailable(const std::string& path, const std::string& why) {
  return fail(Error{ErrorKind::unavailable, "spool_unavailable",
                    Text{fmt::format("El almacén de espera {} no se puede usar: {}.", path, why),
                         fmt::format("The spool {} cannot be used: {}.", path, why)}});
}

tl::unexpected<Error> last_failure(const std::string& path) { return unavailable(path, std::strerror(errno)); }

bool valid_id(std::string_view id) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !id.empty() && id.size() <= max_id_bytes && id.find_first_not_of(allowed) == std::string_view::npos;
}

// The id of the operation whose entry has this name; empty: the file is not an entry.
std::string id_in(const fs::path& path) {
  if (path.extension() != entry_suffix) return {};
  const std::string id = path.stem().string();
  return valid_id(id) ? id : std::string();
}

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool sync() const { return ::fsync(descriptor_) == 0; }
  bool write_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

 private:
  int descriptor_;
};

Result<void> sync_folder(const std::string& folder) {
  const File file(folder, O_RDONLY | O_DIRECTORY);
  if (!file.is_open() || !file.sync()) return last_failure(folder);
  return {};
}

Result<std::vector<fs::path>> entries_in(const std::string& folder, std::size_t bound) {
  std::vector<fs::path> paths;
  std::error_code ec;
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end && paths.size() < bound; it.increment(ec)) {
    if (!id_in(it->path()).empty()) paths.push_back(it->path());
  }
  if (ec) return unavailable(folder, ec.message());
  return paths;
}

Result<std::string> read_file(const fs::path& path) {
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  if (ec) return unavailable(path.string(), ec.message());
  if (size > max_spooled_bytes) return fail(ErrorKind::invalid, "corrupt_record", "it is too large");
  std::ifstream in(path, std::ios::binary);
  std::string body(size, '\0');
  if (!in.read(body.data(), static_cast<std::streamsize>(size))) return unavailable(path.string(), "it cannot be read");
  return body;
}

Result<SpooledOperation> read_entry(const fs::path& path) {
  auto body = read_file(path);
  if (!body) return fail(body.error());
  auto entry = decode_spooled(*body);
  if (entry && entry->record.id != id_in(path)) {
    return fail(ErrorKind::invalid, "corrupt_record", "it holds another operation than its name says");
  }
  return entry;
}

void set_aside(const fs::path& path, const Error& error) {
  std::error_code ec;
  fs::path aside = path;
  aside += bad_suffix;
  fs::rename(path, aside, ec);
  log::error("spool: an entry cannot be read and was set aside",
             {{"file", aside.string()}, {"code", error.code}, {"error", error.message.en}});
}

}  // namespace

FileSpool::FileSpool(std::string folder, std::size_t max_entries) : folder_(std::move(folder)), max_entries_(max_entries) {}

std::string FileSpool::path_of(const std::string& operation_id) const {
  return fmt::format("{}/{}{}", folder_, operation_id, entry_suffix);
}

Result<void> FileSpool::prepare() {
  std::error_code ec;
  fs::create_directory(folder_, ec);
  if (ec || !fs::is_directory(folder_, ec)) return unavailable(folder_, ec ? ec.message() : "it is not a folder");
  return {};
}

Result<void> FileSpool::write_file(const std::string& path, const std::string& body) const {
  const File file(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.is_open() || !file.write_all(body) || !file.sync()) return last_failure(path);
  return {};
}

// The old content or the new one, whatever happens in between.
Result<void> FileSpool::replace_file(const std::string& path, const std::string& body) const {
  const std::string temporary = folder_ + "/" + temporary_name;
  Result<void> done = write_file(temporary, body);
  std::error_code ec;
  if (done) {
    fs::rename(temporary, path, ec);
    if (ec) done = unavailable(path, ec.message());
  }
  if (!done) fs::remove(temporary, ec);
  return done;
}

Result<void> FileSpool::check() {
  if (auto prepared = prepare(); !prepared) return prepared;
  const std::string probe = folder_ + "/" + probe_name;
  auto written = write_file(probe, "probe\n");
  std::error_code ec;
  fs::remove(probe, ec);
  return written;
}

Result<void> FileSpool::append(const SpooledOperation& entry) {
  if (!valid_id(entry.record.id)) {
    return fail(ErrorKind::invalid, "invalid_operation_id", "an operation id has 1 to 64 of A-Z a-z 0-9 _ -");
  }
  if (auto prepared = prepare(); !prepared) return prepared;
  if (!entries_) {
    auto there = entries_in(folder_, max_entries_);
    if (!there) return fail(there.error());
    entries_ = there->size();
  }
  std::error_code ec;
  const std::string path = path_of(entry.record.id);
  const bool replaces = fs::exists(path, ec);
  if (!replaces && *entries_ >= max_entries_) {
    return fail(ErrorKind::unavailable, "spool_full", fmt::format("{}: {} entries wait already", folder_, *entries_));
  }
  if (auto written = replace_file(path, encode_spooled(entry)); !written) return written;
  if (!replaces) ++*entries_;
  return sync_folder(folder_);
}

Result<std::vector<SpooledOperation>> FileSpool::read_all() {
  if (auto prepared = prepare(); !prepared) return fail(prepared.error());
  auto paths = entries_in(folder_, max_entries_);
  if (!paths) return fail(paths.error());
  std::vector<SpooledOperation> result;
  for (const fs::path& path : *paths) {
    auto entry = read_entry(path);
    if (entry) {
      result.push_back(std::move(*entry));
    } else if (entry.error().kind == ErrorKind::invalid) {
      set_aside(path, entry.error());
    } else {
      return fail(entry.error());  // the disk, not the entry
    }
  }
  entries_ = result.size();
  std::sort(result.begin(), result.end(), [](const SpooledOperation& a, const SpooledOperation& b) {
    return std::tie(a.record.requested_at, a.record.id) < std::tie(b.record.requested_at, b.record.id);
  });
  return result;
}

Result<void> FileSpool::remove(const std::string& operation_id) {
  if (!valid_id(operation_id)) return {};  // was never there
  std::error_code ec;
  const bool removed = fs::remove(path_of(operation_id), ec);
  if (ec) return unavailable(path_of(operation_id), ec.message());
  if (!removed) return {};
  if (entries_ && *entries_ > 0) --*entries_;
  return sync_folder(folder_);
}

}  // namespace nss
