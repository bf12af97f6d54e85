#include "domain/label_selector.h"

#include <algorithm>
#include <utility>

namespace nss {
namespace {

constexpr std::size_t longest_text = 4'096;
constexpr std::size_t most_requirements = 64;
constexpr std::size_t most_values = 64;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_prefix = 253;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_word_character(char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '/'; }

// The name part of a key, or a value that is not empty.
bool is_label_name(std::string_view text) {
  if (text.empty() || text.size() > longest_label || !is_alphanumeric(text.front()) || !is_alphanumeric(text.back()))
    return false;
  return text.find('/') == std::string_view::npos;
}

bool is_prefix(std::string_view text) {
  if (text.empty() || text.size() > longest_prefix || !is_alphanumeric(text.front()) || !is_alphanumeric(text.back()))
    return false;
  return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

bool is_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return is_label_name(text);
  return is_prefix(text.substr(0, slash)) && is_label_name(text.substr(slash + 1));
}

tl::unexpected<Error> refuse(std::size_t position, std::string es, std::string en) {
  Error error{ErrorKind::invalid, "invalid_value", Text{std::move(es), std::move(en)}};
  error.position = position;
  return fail(std::move(error));
}

}  // namespace

// Recursive descent without recursion: requirement { "," requirement }.
class LabelSelectorParser {
 public:
  using Operator = LabelSelector::Operator;
  using Requirement = LabelSelector::Requirement;

  explicit LabelSelectorParser(std::string_view text) : text_(text) {}

  Result<LabelSelector> parse() {
    LabelSelector selector;
    selector.text_ = std::string(text_);
    skip_blanks();
    while (at_ < text_.size()) {
      auto requirement = parse_requirement();
      if (!requirement) return fail(std::move(requirement.error()));
      selector.requirements_.push_back(std::move(*requirement));
      if (selector.requirements_.size() > most_requirements) {
        return refuse(at_, "demasiadas condiciones: como máximo 64", "too many requirements: at most 64");
      }
      skip_blanks();
      if (at_ == text_.size()) break;
      if (!take(",")) return refuse(at_, "se esperaba una coma o el fin", "expected a comma or the end");
      skip_blanks();
      if (at_ == text_.size())
        return refuse(at_, "falta una condición después de la coma", "a requirement is missing after the comma");
    }
    return selector;
  }

 private:
  Result<Requirement> parse_requirement() {
    Requirement requirement;
    const bool absent = take("!");
    skip_blanks();
    const std::size_t begin = at_;
    requirement.key = word();
    if (!is_key(requirement.key)) {
      return refuse(begin, "se esperaba una clave de etiqueta, como equipo o example.com/equipo",
                    "expected a label key, such as team or example.com/team");
    }
    skip_blanks();
    if (absent) {
      requirement.op = Operator::absent;
      return requirement;
    }
    return parse_operator(std::move(requirement));
  }

  Result<Requirement> parse_operator(Requirement requirement) {
    if (take("!=")) return parse_value(std::move(requirement), Operator::not_in);
    if (take("==") || take("=")) return parse_value(std::move(requirement), Operator::in);
    if (at_ == text_.size() || text_[at_] == ',') return requirement;
    const std::size_t begin = at_;
    const std::string name = word();
    if (name == "in") return parse_set(std::move(requirement), Operator::in);
    if (name == "notin") return parse_set(std::move(requirement), Operator::not_in);
    return refuse(begin, "se esperaba =, ==, !=, in, notin o una coma", "expected =, ==, !=, in, notin or a comma");
  }

  Result<Requirement> parse_value(Requirement requirement, Operator op) {
    requirement.op = op;
    if (auto added = add_value(requirement); !added) return fail(std::move(added.error()));
    return requirement;
  }

  Result<Requirement> parse_set(Requirement requirement, Operator op) {
    requirement.op = op;
    skip_blanks();
    if (!take("(")) return refuse(at_, "se esperaba «(» con los valores", "expected '(' with the values");
    do {
      if (auto added = add_value(requirement); !added) return fail(std::move(added.error()));
      skip_blanks();
    } while (take(","));
    if (!take(")")) return refuse(at_, "falta «)»", "')' is missing");
    return requirement;
  }

  // An empty value is a value in Kubernetes.
  Result<void> add_value(Requirement& requirement) {
    skip_blanks();
    const std::size_t begin = at_;
    std::string value = word();
    if (!value.empty() && !is_label_name(value)) {
      return refuse(begin,
                    "no es un valor de etiqueta: hasta 63 letras, cifras, «-», «_» y «.», con letra o cifra en los extremos",
                    "not a label value: up to 63 letters, digits, '-', '_' and '.', a letter or digit at both ends");
    }
    if (requirement.values.size() == most_values) {
      return refuse(begin, "demasiados valores: como máximo 64", "too many values: at most 64");
    }
    requirement.values.push_back(std::move(value));
    return {};
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool take(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  if (text.size() > longest_text) {
    return refuse(longest_text, "el selector es demasiado largo: como máximo 4096 bytes",
                  "the selector is too long: at most 4096 bytes");
  }
  return LabelSelectorParser(text).parse();
}

bool LabelSelector::matches(const std::map<std::string, std::string>& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& r) {
    const auto label = labels.find(r.key);
    const bool there = label != labels.end();
    const bool listed = there && std::find(r.values.begin(), r.values.end(), label->second) != r.values.end();
    switch (r.op) {
      case Operator::in: return listed;
      case Operator::not_in: return !listed;
      case Operator::exists: return there;
      case Operator::absent: break;
    }
    return !there;
  });
}

}  // namespace nss
