// The names of the machine's time zone database, and what a misspelt one was meant to be. Only domain/time_zone.cc uses it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nss {

// Whether a text looks like a name of the database ("America/Bogota", "UTC"): no path, no dots, bounded.
bool has_zone_name_form(std::string_view name);

// Every zone and link of `folder`/tzdata.zi; where that is missing, those of zone1970.tab and zone.tab and UTC. Sorted;
// empty when the folder has none of the three.
std::vector<std::string> read_zone_names(const std::string& folder);

// The name that was probably meant: equal but for case, or at most two typing errors away; empty when none is.
std::string nearest_zone_name(const std::vector<std::string>& names, std::string_view wrong);

}  // namespace nss
