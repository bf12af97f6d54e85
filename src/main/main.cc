// namespace-scheduler: reads the command line and the settings, then runs one subcommand. Exit codes: 0 done, 1 failed,
// 2 wrong use or wrong setting.
#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "main/audit_command.h"
#include "main/init_command.h"
#include "main/options.h"
#include "main/restore_command.h"
#include "main/serve.h"
#include "main/settings_load.h"
#include "main/settings_print.h"
#include "main/store_command.h"
#include "main/store_copy.h"
#include "main/tasks_command.h"
#include "main/usage.h"
#include "main/version.h"

extern char** environ;  // NOLINT: POSIX

namespace {

constexpr const char* service_account = "/var/run/secrets/kubernetes.io/serviceaccount/";
constexpr std::size_t longest_file = 64 * 1024;

// At most a byte more than what is accepted: the file may be a device without an end.
nss::Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return nss::fail(nss::ErrorKind::invalid, "config_unreadable", "there is no such file, or it cannot be read");
  std::string text(longest_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > longest_file) return nss::fail(nss::ErrorKind::invalid, "config_unreadable", "it is over 64 KiB");
  return text;
}

std::map<std::string, std::string> read_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

nss::StartFacts start_facts(const std::map<std::string, std::string>& environment) {
  nss::StartFacts facts;
  std::error_code ignored;
  facts.token_file_exists = std::filesystem::exists(std::string(service_account) + "token", ignored);
  if (const auto own = read_file(std::string(service_account) + "namespace")) facts.own_namespace = *own;
  facts.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  if (const auto home = environment.find("HOME"); home != environment.end()) facts.home = home->second;
  facts.binary_folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path().string();
  return facts;
}

int run_with(const nss::Settings& settings, const nss::CommandLine& line) {
  switch (line.command) {
    case nss::Command::restore: return nss::restore_command(settings, line.print);
    case nss::Command::store_backup: return nss::store_backup_command(settings, line.path);
    case nss::Command::store_restore: return nss::store_restore_command(settings, line.path);
    case nss::Command::store_copy: return nss::store_copy_command(settings, line.path);
    case nss::Command::init_dynamodb: return nss::init_dynamodb_command(settings, line.plan, line.print_form);
    case nss::Command::audit_verify: return nss::audit_verify_command(settings, line.ns);
    case nss::Command::tasks_export: return nss::tasks_export_command(settings, line.path);
    case nss::Command::tasks_import: return nss::tasks_import_command(settings, line.path);
    default: return nss::serve(settings);
  }
}

int run(const nss::CommandLine& line) {
  if (line.command == nss::Command::version) {
    fmt::print("namespace-scheduler {}\n", nss::product_version);
    return nss::exit_done;
  }
  if (line.command == nss::Command::help) {
    fmt::print("{}", nss::render_usage());
    return nss::exit_done;
  }
  if (line.command == nss::Command::config && line.markdown) {
    fmt::print("{}", nss::render_settings_markdown(nss::settings_table()));
    return nss::exit_done;
  }
  auto environment = read_environment();
  auto facts = start_facts(environment);
  const auto settings = nss::load_settings({line, std::move(environment), read_file, std::move(facts)});
  if (!settings) {
    nss::print_error(settings.error());
    return nss::exit_wrong_use;
  }
  if (line.command == nss::Command::config) {
    fmt::print("{}", nss::render_origins(nss::settings_table(), *settings));
    return nss::exit_done;
  }
  return run_with(*settings, line);
}

}  // namespace

int main(int argc, char** argv) {
  const auto line = nss::parse_command_line(std::vector<std::string>(argv + 1, argv + argc));
  if (!line) {
    nss::print_error(line.error());
    return nss::exit_wrong_use;
  }
  return run(*line);
}
