// Refusals as RFC 9457 problem+json. One table holds every code of API.md 1.8 with its status and title; to_problem() is
// the only place where an error of another layer becomes a status.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_server/http_message.h"
#include "adapters/rest/language.h"
#include "base/result.h"

namespace nss {

struct ProblemCode {
  const char* code;
  int status;
  Text title;
};

const std::vector<ProblemCode>& problem_codes();
const ProblemCode* find_problem_code(std::string_view code);

// One member of the body (JSON Pointer) or of the query (?name) that is at fault.
struct ProblemMember {
  std::string pointer;
  Text detail;
  std::optional<std::size_t> position;  // 0-based, in characters: cron and commands
};

struct Problem {
  std::string code;  // one of the table
  Text detail;
  std::vector<ProblemMember> errors;
  std::optional<std::chrono::milliseconds> retry_after;
  std::string extra;  // more members, as JSON text: "checks":{…}
  std::string cause;  // of an internal one: for the log, never for the answer
};

Problem make_problem(std::string code, Text detail);
Problem member_problem(std::string code, std::string pointer, Text detail);

// Errors with a code of the table keep it. Others: what may pass by itself is 503, the rest is ours: 500 without a word
// of what is inside.
Problem to_problem(const Error& error);

struct ProblemContext {
  Language language = Language::es;
  std::string instance;  // the request's path; empty: unknown, null
  std::string incident;  // id of a 500
};

HttpResponse render_problem(const Problem& problem, const ProblemContext& context);

}  // namespace nss
