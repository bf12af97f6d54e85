#include "domain/cron_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

namespace nss {
namespace {

constexpr std::size_t longest_text = 1024;
constexpr int huge = 1'000'000;  // numbers saturate here: all are out of every range, or a step to past its end

struct FieldRule {
  const char* es;
  const char* en;
  int least;
  int most;       // day-of-week: 7 is Sunday once more
  int star_most;  // what `*` ends at
  std::span<const std::string_view> names;
  int first_name;
};

constexpr std::array<std::string_view, 12> month_names = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> weekday_names = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

const std::array<FieldRule, 5>& rules() {
  static const std::array<FieldRule, 5> all = {{
      {"minuto", "minute", 0, 59, 59, {}, 0},
      {"hora", "hour", 0, 23, 23, {}, 0},
      {"día del mes", "day of month", 1, 31, 31, {}, 0},
      {"mes", "month", 1, 12, 12, month_names, 1},
      {"día de la semana", "day of week", 0, 7, 6, weekday_names, 0},
  }};
  return all;
}

struct Alias {
  std::string_view name;
  std::string_view fields;
};
constexpr std::array<Alias, 7> aliases = {{{"@YEARLY", "0 0 1 1 *"},
                                           {"@ANNUALLY", "0 0 1 1 *"},
                                           {"@MONTHLY", "0 0 1 * *"},
                                           {"@WEEKLY", "0 0 * * 0"},
                                           {"@DAILY", "0 0 * * *"},
                                           {"@MIDNIGHT", "0 0 * * *"},
                                           {"@HOURLY", "0 * * * *"}}};

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

// The user's own characters inside a message: short, and nothing that a terminal or a log would act on.
std::string quoted(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, 24)) result += c >= ' ' && c <= '~' ? c : '?';
  return text.size() > 24 ? result + "..." : result;
}

// Characters, not bytes: what a person counts, and what the page marks.
std::size_t characters_before(std::string_view text, std::size_t byte) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte),
                                                [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Error invalid_cron(std::size_t byte, std::string es, std::string en) {
  Error error{ErrorKind::invalid, "invalid_cron", Text{std::move(es), std::move(en)}};
  error.position = byte;
  return error;
}

struct Word {
  std::string_view text;
  std::size_t at;  // byte in the whole expression
};

std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < text.size();) {
    if (is_blank(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && !is_blank(text[end])) ++end;
    words.push_back(Word{text.substr(i, end - i), i});
    i = end;
  }
  return words;
}

struct ParsedField {
  std::uint64_t mask = 0;
  bool begins_with_star = false;
  bool contains_star = false;
};

// One field: a comma list of `*`, `*/n`, `a`, `a-b`, `a-b/n`. A cursor over the word; the first error ends it.
class FieldParser {
 public:
  FieldParser(Word word, const FieldRule& rule) : word_(word), rule_(rule) {}

  Result<ParsedField> parse() {
    ParsedField field;
    field.begins_with_star = word_.text[0] == '*';
    while (true) {
      auto item = parse_item(field);
      if (!item) return tl::make_unexpected(item.error());
      if (at_end()) return field;
      if (peek() != ',') return tl::make_unexpected(unexpected());
      ++next_;
    }
  }

 private:
  bool at_end() const { return next_ >= word_.text.size(); }
  char peek() const { return at_end() ? '\0' : word_.text[next_]; }

  Error error_at(std::size_t where, std::string es, std::string en) const {
    return invalid_cron(word_.at + where, fmt::format("Campo {}: {}", rule_.es, es), fmt::format("Field {}: {}", rule_.en, en));
  }

  Result<void> parse_item(ParsedField& field) {
    int first = rule_.least;
    int last = rule_.star_most;
    bool is_range = true;
    if (peek() == '*') {
      ++next_;
      field.contains_star = true;
    } else {
      const std::size_t start = next_;
      auto from = parse_value(false);
      if (!from) return tl::make_unexpected(from.error());
      first = last = *from;
      is_range = peek() == '-';
      if (is_range) {
        ++next_;
        auto to = parse_value(true);
        if (!to) return tl::make_unexpected(to.error());
        last = *to;
        if (last < first) return tl::make_unexpected(reversed(start));
      }
    }
    auto step = parse_step(is_range, first);
    if (!step) return tl::make_unexpected(step.error());
    // 7 is Sunday again; only the day-of-week field reaches it.
    for (int v = first; v <= last; v += *step) field.mask |= std::uint64_t{1} << (rule_.most == 7 ? v % 7 : v);
    return {};
  }

  // `1` when there is none.
  Result<int> parse_step(bool is_range, int first) {
    if (peek() != '/') return 1;
    const std::size_t slash = next_++;
    if (!is_range) {
      return tl::make_unexpected(error_at(slash,
                                          fmt::format("un paso necesita un rango o «*»: escriba {}-{}/n", first, rule_.star_most),
                                          fmt::format("a step needs a range or \"*\": write {}-{}/n", first, rule_.star_most)));
    }
    if (!is_digit(peek())) return tl::make_unexpected(unexpected());
    const std::size_t start = next_;
    const int step = parse_number();
    if (step >= 1) return step;
    return tl::make_unexpected(error_at(start, "el paso tiene que ser 1 o más", "the step has to be 1 or more"));
  }

  // SUN as the end of a range is 7, so that SAT-SUN is what it says.
  Result<int> parse_value(bool ends_range) {
    const std::size_t start = next_;
    if (is_digit(peek())) {
      const int value = parse_number();
      if (value >= rule_.least && value <= rule_.most) return value;
      return tl::make_unexpected(
          error_at(start, fmt::format("«{}» está fuera de {} a {}", quoted(taken(start)), rule_.least, rule_.most),
                   fmt::format("\"{}\" is not between {} and {}", quoted(taken(start)), rule_.least, rule_.most)));
    }
    if (!is_letter(peek()) || rule_.names.empty()) return tl::make_unexpected(unexpected());
    while (is_letter(peek())) ++next_;
    const std::string name = upper(taken(start));
    const auto found = std::find(rule_.names.begin(), rule_.names.end(), name);
    if (found != rule_.names.end()) {
      const int value = static_cast<int>(found - rule_.names.begin()) + rule_.first_name;
      return ends_range && rule_.most == 7 && value == 0 ? 7 : value;
    }
    return tl::make_unexpected(
        error_at(start, fmt::format("«{}» no es un nombre; son {} a {}", quoted(name), rule_.names.front(), rule_.names.back()),
                 fmt::format("\"{}\" is not a name; they are {} to {}", quoted(name), rule_.names.front(), rule_.names.back())));
  }

  int parse_number() {
    int value = 0;
    for (; is_digit(peek()); ++next_) value = std::min(value * 10 + (peek() - '0'), huge);
    return value;
  }

  std::string_view taken(std::size_t start) const { return word_.text.substr(start, next_ - start); }

  Error reversed(std::size_t start) const {
    return error_at(start, fmt::format("el rango «{}» está al revés; el menor va primero", quoted(taken(start))),
                    fmt::format("the range \"{}\" is reversed; the lower end comes first", quoted(taken(start))));
  }

  Error unexpected() const {
    if (at_end() || peek() == ',') {
      return error_at(next_, "falta un valor aquí", "a value is missing here");
    }
    const std::string c = quoted(word_.text.substr(next_, 1));
    if (std::string_view("?LlWw#").find(peek()) != std::string_view::npos) {
      return error_at(next_, fmt::format("«{}» no existe en este cron; use «*», números, listas, rangos y pasos", c),
                      fmt::format("\"{}\" is not part of this cron; use \"*\", numbers, lists, ranges and steps", c));
    }
    return error_at(
        next_, fmt::format("«{}» no se esperaba aquí; valen {} a {}, «*», listas, rangos y pasos", c, rule_.least, rule_.most),
        fmt::format("\"{}\" was not expected here; {} to {}, \"*\", lists, ranges and steps are", c, rule_.least, rule_.most));
  }

  Word word_;
  const FieldRule& rule_;
  std::size_t next_ = 0;
};

Result<CronFields> parse_words(const std::vector<Word>& words) {
  std::array<ParsedField, 5> parsed;
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    auto field = FieldParser(words[i], rules()[i]).parse();
    if (!field) return tl::make_unexpected(field.error());
    parsed[i] = *field;
  }
  CronFields fields;
  fields.minutes = parsed[0].mask;
  fields.hours = static_cast<std::uint32_t>(parsed[1].mask);
  fields.days = static_cast<std::uint32_t>(parsed[2].mask);
  fields.months = static_cast<std::uint32_t>(parsed[3].mask);
  fields.weekdays = static_cast<std::uint32_t>(parsed[4].mask);
  fields.minute_star = parsed[0].contains_star;
  fields.hour_star = parsed[1].contains_star;
  fields.days_restricted = !parsed[2].begins_with_star;
  fields.weekdays_restricted = !parsed[4].begins_with_star;
  return fields;
}

Result<CronFields> parse_alias(Word word) {
  const std::string name = upper(word.text);
  const auto found = std::find_if(aliases.begin(), aliases.end(), [&](const Alias& a) { return a.name == name; });
  if (found != aliases.end()) return parse_words(split_words(found->fields));
  constexpr const char* known = "@yearly @annually @monthly @weekly @daily @midnight @hourly";
  return fail(invalid_cron(word.at, fmt::format("«{}» no es un alias; son {}", quoted(word.text), known),
                           fmt::format("\"{}\" is not an alias; they are {}", quoted(word.text), known)));
}

Error wrong_count(std::size_t count, std::size_t byte) {
  constexpr const char* es =
      "una expresión cron tiene 5 campos y aquí hay {}: minuto, hora, día del mes, mes, día de la "
      "semana; por ejemplo, «0 20 * * 1-5»";
  constexpr const char* en =
      "a cron expression has 5 fields and here are {}: minute, hour, day of month, month, day of week; "
      "for example \"0 20 * * 1-5\"";
  return invalid_cron(byte, fmt::format(es, count), fmt::format(en, count));
}

// A month has one of its days, in some year; a weekday comes in every month, in some year on every date.
bool ever_fires(const CronFields& f) {
  if (f.days_restricted && f.weekdays_restricted) return true;
  constexpr std::array<int, 12> longest = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (unsigned month = 1; month <= 12; ++month) {
    const std::uint32_t its_days = ((std::uint32_t{1} << longest[month - 1]) - 1U) << 1U;
    if ((f.months >> month & 1U) != 0 && (f.days & its_days) != 0) return true;
  }
  return false;
}

// --- the way back ---

bool has(std::uint64_t mask, int value) { return (mask >> value & 1U) != 0; }

std::string list_text(std::uint64_t mask, int least, int most) {
  std::string text;
  for (int v = least; v <= most; ++v) {
    if (!has(mask, v)) continue;
    int end = v;
    while (end < most && has(mask, end + 1)) ++end;
    const bool run = end >= v + 2;
    fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : ",", v);
    if (run) fmt::format_to(std::back_inserter(text), "-{}", end);
    if (run) v = end;
  }
  return text;
}

std::uint64_t step_mask(int step, int least, int most) {
  std::uint64_t mask = 0;
  for (int v = least; v <= most; v += step) mask |= std::uint64_t{1} << v;
  return mask;
}

// A field whose star means something (wall clock, unrestricted) has to keep one: `*`, or the smallest step over `*` that is
// part of it, then the rest. There always is one: a set made with a star contains the least value.
std::string star_text(std::uint64_t mask, int least, int most) {
  int step = 1;
  while ((step_mask(step, least, most) & ~mask) != 0) ++step;
  if (step == 1) return "*";
  const std::string rest = list_text(mask & ~step_mask(step, least, most), least, most);
  return fmt::format("*/{}{}{}", step, rest.empty() ? "" : ",", rest);
}

std::string field_text(std::uint64_t mask, int least, int most, bool star) {
  return star ? star_text(mask, least, most) : list_text(mask, least, most);
}

}  // namespace

Result<CronFields> parse_cron_fields(std::string_view text) {
  const auto in_characters = [&](Error error) {
    if (error.position) error.position = characters_before(text, *error.position);
    return tl::make_unexpected(std::move(error));
  };
  if (text.size() > longest_text) {
    return in_characters(invalid_cron(longest_text, fmt::format("la expresión pasa de {} caracteres", longest_text),
                                      fmt::format("the expression is longer than {} characters", longest_text)));
  }
  const std::vector<Word> words = split_words(text);
  const bool alias = words.size() == 1 && words[0].text[0] == '@';
  if (!alias && words.size() != 5) {
    return in_characters(wrong_count(words.size(), words.size() > 5 ? words[5].at : text.size()));
  }
  auto fields = alias ? parse_alias(words[0]) : parse_words(words);
  if (!fields) return in_characters(fields.error());
  if (ever_fires(*fields)) return fields;
  return fail(Error{ErrorKind::invalid, "cron_never_fires",
                    Text{fmt::format("«{}» nunca se ejecuta: ninguno de sus meses tiene ese día", quoted(text)),
                         fmt::format("\"{}\" never fires: none of its months has that day", quoted(text))}});
}

std::string canonical_cron_text(const CronFields& f) {
  constexpr std::uint32_t all_months = 0x1FFEU;
  return fmt::format("{} {} {} {} {}", field_text(f.minutes, 0, 59, f.minute_star), field_text(f.hours, 0, 23, f.hour_star),
                     field_text(f.days, 1, 31, !f.days_restricted), field_text(f.months, 1, 12, f.months == all_months),
                     field_text(f.weekdays, 0, 6, !f.weekdays_restricted));
}

std::string cron_weekday_list(std::uint32_t weekdays) { return field_text(weekdays, 0, 6, weekdays == 0x7FU); }

}  // namespace nss
