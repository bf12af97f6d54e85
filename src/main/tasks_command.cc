#include "main/tasks_command.h"

#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>

#include "adapters/records/task_file_codec.h"
#include "app/task_transfer.h"
#include "main/open_store.h"
#include "main/options.h"
#include "main/serve.h"
#include "main/system_clock.h"

namespace nss {
namespace {

tl::unexpected<Error> unreadable(const std::string& path) {
  return fail(ErrorKind::invalid, "file_unreadable", fmt::format("{}: there is no such file, or it cannot be read", path));
}

// At most a byte more than what is accepted: it may be a device without an end.
Result<std::string> read_all(std::istream& in, const std::string& path) {
  std::string text(max_task_file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return unreadable(path);
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > max_task_file_bytes) {
    return fail(ErrorKind::invalid, "file_too_large", fmt::format("{}: is over {} MiB", path, max_task_file_bytes >> 20U));
  }
  return text;
}

Result<std::string> read_text(const std::string& path) {
  if (path == "-") return read_all(std::cin, "standard input");
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) return unreadable(path);
  return read_all(file, path);
}

// Whole or not at all: a file that was there is replaced only by a complete one.
Result<void> write_text(const std::string& path, const std::string& text) {
  const std::string unfinished = path + ".unfinished";
  {
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) return fail(ErrorKind::invalid, "file_unwritable", fmt::format("{}: cannot be written", path));
  }
  std::error_code ec;
  std::filesystem::rename(unfinished, path, ec);
  if (ec) return fail(ErrorKind::invalid, "file_unwritable", fmt::format("{}: {}", path, ec.message()));
  return {};
}

Result<std::vector<TaskRecord>> tasks_of(const Settings& settings) {
  const auto clock = make_system_clock();
  Metrics metrics;
  auto storage = open_store_beside(settings, *clock, metrics);
  if (!storage) return fail(storage.error());
  const StorageKeys keys(settings.cluster_name);  // used on the storage's thread until the answer
  std::promise<Result<std::vector<TaskRecord>>> answer;
  read_tasks(**storage, keys, [&answer](Result<std::vector<TaskRecord>> tasks) { answer.set_value(std::move(tasks)); });
  auto tasks = answer.get_future().get();
  (*storage)->stop();
  return tasks;
}

Result<ImportCount> import_into(const Settings& settings, const std::string& text) {
  auto tasks = decode_task_file(text);
  if (!tasks) return fail(tasks.error());
  const auto clock = make_system_clock();
  Metrics metrics;
  auto storage = open_store(settings, *clock, metrics);
  if (!storage) return fail(storage.error());
  const ImportRules rules{settings.timezone.name(), settings.system_namespaces, floor_seconds(clock->wall()), "import"};
  const StorageKeys keys(settings.cluster_name);  // used on the storage's threads until the answer
  std::promise<Result<ImportCount>> answer;
  import_tasks(**storage, keys, std::move(*tasks), rules,
               [&answer](Result<ImportCount> count) { answer.set_value(std::move(count)); });
  auto count = answer.get_future().get();
  (*storage)->stop();
  return count;
}

void print_every(const Error& error) {
  const auto line = [](const Error& each) {
    Error shown = each;
    const bool says_where = each.pointer.empty() || each.message.en.starts_with(each.pointer);
    if (!says_where) shown.message.en = fmt::format("{}: {}", each.pointer, each.message.en);
    print_error(shown);
  };
  line(error);
  for (const Error& more : error.more) line(more);
}

}  // namespace

int tasks_export_command(const Settings& settings, const std::string& path) {
  const auto tasks = tasks_of(settings);
  Result<void> done = tasks ? Result<void>() : Result<void>(fail(tasks.error()));
  const std::string text = tasks ? encode_task_file(*tasks) : std::string();
  const bool to_file = !path.empty() && path != "-";
  if (done && to_file) done = write_text(path, text);
  if (!done) {
    print_error(done.error());
    return exit_failed;
  }
  if (to_file) {
    fmt::print("{}: written\n", path);
  } else {
    std::cout << text << std::flush;
  }
  return std::cout ? exit_done : exit_failed;
}

int tasks_import_command(const Settings& settings, const std::string& path) {
  const auto text = read_text(path);
  const auto count = text ? import_into(settings, *text) : Result<ImportCount>(fail(text.error()));
  if (!count) {
    print_every(count.error());
    return exit_failed;
  }
  fmt::print("{} tasks imported, {} were there already\n", count->made, count->unchanged);
  return exit_done;
}

}  // namespace nss
