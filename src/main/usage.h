// What `namespace-scheduler help` prints: the subcommands and, from the settings table, every flag. Pure.
#pragma once

#include <string>

namespace nss {

std::string render_usage();

}  // namespace nss
