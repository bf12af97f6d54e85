// Sentences for people, in both languages, made from what the use cases answer with. Pure.
#pragma once

#include <string>

#include "app/application.h"
#include "base/text.h"

namespace nss {

// What became of one workload: from its code, with the peer's own words behind it. Empty: there is nothing to say.
Text workload_sentence(const WorkloadOutcome& outcome);

// What became of the whole operation.
Text operation_sentence(const OperationView& operation);

// What became of one run of a task.
Text run_sentence(const RunRecord& run);

// An instant as people read it, on the wall clock of the zone of all rules: "2026-11-23 20:00".
std::string wall_time(const Application& application, Seconds at);

}  // namespace nss
