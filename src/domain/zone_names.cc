#include "domain/zone_names.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <sstream>

namespace nss {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_lines = 100'000;
constexpr std::size_t most_typing_errors = 2;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_name_character(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/';
}

// The database as zic reads it: "Z America/Bogota …" defines a zone, "L Etc/UTC UTC" a link.
std::string name_in_zi_line(const std::string& line) {
  std::istringstream words(line);
  std::string kind, first, second;
  words >> kind >> first >> second;
  if (kind == "Z") return first;
  return kind == "L" ? second : "";
}

// "CO\t+0436-07405\tAmerica/Bogota\tcomment".
std::string name_in_tab_line(const std::string& line) {
  if (line.empty() || line[0] == '#') return "";
  std::istringstream words(line);
  std::string countries, place, name;
  words >> countries >> place >> name;
  return name;
}

void read_names(const std::string& path, std::string (*name_in)(const std::string&), std::vector<std::string>& names) {
  std::ifstream file(path);
  std::string line;
  for (std::size_t n = 0; n < most_lines && std::getline(file, line); ++n) {
    std::string name = name_in(line);
    // "Factory" is the database's word for "nobody has chosen a zone yet".
    if (name != "Factory" && has_zone_name_form(name)) names.push_back(std::move(name));
  }
}

// Levenshtein's distance, letters compared without case.
std::size_t typing_errors(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[k]) ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, diagonal + 1, row[k] + 1});
    }
  }
  return row.back();
}

}  // namespace

bool has_zone_name_form(std::string_view name) {
  if (name.empty() || name.size() > longest_name || name[0] < 'A' || name[0] > 'Z') return false;
  return std::all_of(name.begin(), name.end(), is_name_character) && name.back() != '/' &&
         name.find("//") == std::string_view::npos;
}

std::vector<std::string> read_zone_names(const std::string& folder) {
  std::vector<std::string> names;
  read_names(folder + "/tzdata.zi", name_in_zi_line, names);
  if (names.empty()) {
    read_names(folder + "/zone1970.tab", name_in_tab_line, names);
    read_names(folder + "/zone.tab", name_in_tab_line, names);
    if (!names.empty()) names.emplace_back("UTC");
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string nearest_zone_name(const std::vector<std::string>& names, std::string_view wrong) {
  if (wrong.empty() || wrong.size() > longest_name) return "";
  std::string best;
  std::size_t least = most_typing_errors + 1;
  for (const std::string& name : names) {
    // Of short names nearly everything is two errors away.
    const std::size_t allowed = std::min(least, name.size() < 6 ? std::size_t{1} : least);
    const std::size_t errors = typing_errors(name, wrong);
    if (errors >= allowed) continue;
    least = errors;
    best = name;
  }
  return best;
}

}  // namespace nss
