#include "adapters/kubernetes/command_runner.h"

#include <fmt/core.h>

#include <utility>

#include "adapters/kubernetes/api_paths.h"

namespace nss {
namespace {

constexpr int most_attempts = 5;

WorkloadRef ref_of(const CommandTarget& target, const std::string& ns) { return {target.kind, ns, target.name}; }

std::string what_of(const char* verb, const CommandTarget& target, const std::string& ns) {
  return fmt::format("{} {} {}/{}", verb, to_string(target.kind), ns, target.name);
}

}  // namespace

CommandRunner::CommandRunner(CallQueue& queue, const Clock& clock, std::chrono::milliseconds timeout)
    : queue_(queue), clock_(clock), timeout_(timeout) {}

void CommandRunner::run(const TaskCommand& command, const std::string& ns, Reply<std::string> reply) {
  std::visit([&](const auto& each) { run_one(each, ns, std::move(reply)); }, command);
}

void CommandRunner::run_one(const ScaleCommand& command, const std::string& ns, Reply<std::string> reply) {
  write({command.target, "/scale", scale_body(command.replicas), done_words(command.target, "scaled")}, ns, std::move(reply));
}

void CommandRunner::run_one(const RolloutCommand& command, const std::string& ns, Reply<std::string> reply) {
  read(command.target, ns, [this, command, ns, reply = std::move(reply)](Result<CommandFacts> facts) {
    if (!facts) return reply(fail(std::move(facts.error())));
    if (command.verb == RolloutVerb::status) return reply(rollout_status_words(command.target, facts->rollout));
    auto said = rollout_words(command, facts->rollout.paused);
    if (!said) return reply(std::move(said));
    const std::string body = command.verb == RolloutVerb::restart ? restart_body(floor_seconds(clock_.wall()))
                                                                  : pause_body(command.verb == RolloutVerb::pause);
    write({command.target, "", body, std::move(*said)}, ns, reply);
  });
}

void CommandRunner::run_one(const GetCommand& command, const std::string& ns, Reply<std::string> reply) {
  ApiRequest request;
  request.target = listed_path(command.kind, ns, command.name);
  request.target += command.name.empty() ? fmt::format("?limit={}&includeObject=None", most_listed) : "?includeObject=None";
  request.accept = accept_table;
  request.what = fmt::format("GET {} {}{}{}", to_string(command.kind), ns, command.name.empty() ? "" : "/", command.name);
  request.timeout = timeout_;
  const std::string what = request.what;
  queue_.submit(std::move(request), [command, ns, what, reply = std::move(reply)](Result<ClientResponse> response) {
    if (!response) return reply(fail(std::move(response.error())));
    reply(decode_table(response->body, what).map([&](const CommandTable& table) { return table_words(table, command, ns); }));
  });
}

void CommandRunner::run_one(const MetadataCommand& command, const std::string& ns, Reply<std::string> reply) {
  edit(command, ns, 1, std::move(reply));
}

void CommandRunner::edit(const MetadataCommand& command, const std::string& ns, int attempt, Reply<std::string> reply) {
  read(command.target, ns, [this, command, ns, attempt, reply = std::move(reply)](Result<CommandFacts> facts) {
    if (!facts) return reply(fail(std::move(facts.error())));
    auto planned = plan_metadata(command, command.part == MetadataPart::labels ? facts->labels : facts->annotations);
    if (!planned) return reply(fail(std::move(planned.error())));
    if (planned->changes.empty()) return reply(std::move(planned->output));
    const std::string version = command.overwrite ? "" : facts->resource_version;
    write({command.target, "", metadata_body(command.part, *planned, version), planned->output}, ns,
          [this, command, ns, attempt, reply](Result<std::string> said) {
            const bool again = !said && said.error().kind == ErrorKind::conflict && attempt < most_attempts;
            if (again) return edit(command, ns, attempt + 1, reply);
            reply(std::move(said));
          });
  });
}

void CommandRunner::read(const CommandTarget& target, const std::string& ns, Reply<CommandFacts> reply) {
  ApiRequest request;
  request.target = object_path(ref_of(target, ns));
  request.what = what_of("GET", target, ns);
  request.timeout = timeout_;
  const std::string what = request.what;
  queue_.submit(std::move(request), [target, what, reply = std::move(reply)](Result<ClientResponse> response) {
    if (!response) return reply(fail(std::move(response.error())));
    reply(decode_command_facts(target, response->body, what));
  });
}

void CommandRunner::write(Write write, const std::string& ns, Reply<std::string> reply) {
  ApiRequest request;
  request.method = "PATCH";
  request.target =
      fmt::format("{}{}?fieldManager={}", object_path(ref_of(write.target, ns)), write.subresource, task_field_manager);
  request.content_type = "application/merge-patch+json";
  request.body = write.body;
  request.what = what_of("PATCH", write.target, ns) + write.subresource;
  request.timeout = timeout_;
  const std::string what = request.what;
  queue_.submit(std::move(request), [write = std::move(write), what, reply = std::move(reply)](Result<ClientResponse> response) {
    if (!response) return reply(fail(std::move(response.error())));
    reply(check_written(write.target, response->body, what).map([&] { return write.said; }));
  });
}

}  // namespace nss
