// A cron expression in words, for the form in which somebody writes one (API 9, POST /api/tasks/preview): when it fires, in
// both languages, on one line: "At 20:00, Monday to Friday." Two entries that fire at different minutes or days read
// differently; what only the change of a clock tells apart (`*` and `0-59`) reads the same. Pure; thread-safe.
#pragma once

#include "base/text.h"
#include "domain/cron_words.h"

namespace nss {

Text cron_sentence(const CronFields& fields);

}  // namespace nss
