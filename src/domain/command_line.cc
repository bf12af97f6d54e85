#include "domain/command_line.h"

#include <fmt/core.h>

#include "base/json_text.h"

namespace nss {
namespace {

// What a shell acts on outside quotes. `^` and `%` do something in other shells only.
constexpr std::string_view shell_characters = ";|&$`<>(){}[]*?~#!\\";

bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  // U+0080 to U+009F are controls too.
  if (sequence.size() == 2) return first == 0xC2U && static_cast<unsigned char>(sequence[1]) < 0xA0U;
  return sequence.size() == 1 && (first < 0x20U || first == 0x7FU);
}

std::optional<Error> unreadable(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    const std::size_t length = utf8_sequence(text, at);
    if (length == 0) return command_fault(text, at, {"Esto no es UTF-8 válido.", "This is not valid UTF-8."});
    if (characters == longest_command) {
      return command_fault(text, at,
                           {fmt::format("Un comando tiene como máximo {} caracteres.", longest_command),
                            fmt::format("A command has at most {} characters.", longest_command)});
    }
    if (is_control(text.substr(at, length))) {
      return command_fault(text, at,
                           {"Un comando es una sola línea, sin tabuladores ni caracteres de control.",
                            "A command is one line, without tabs or control characters."});
    }
    at += length;
  }
  return std::nullopt;
}

// A cursor over the text; the first error ends it.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::vector<CommandWord>> split() {
    std::vector<CommandWord> words;
    while (true) {
      while (next_ < text_.size() && text_[next_] == ' ') ++next_;
      if (next_ == text_.size()) return words;
      auto word = parse_word();
      if (!word) return tl::make_unexpected(word.error());
      words.push_back(std::move(*word));
    }
  }

 private:
  Result<CommandWord> parse_word() {
    CommandWord word;
    word.begin = next_;
    while (next_ < text_.size() && text_[next_] != ' ') {
      const char c = text_[next_];
      if (c == '\'' || c == '"') {
        if (auto quoted = parse_quoted(word, c); !quoted) return tl::make_unexpected(quoted.error());
      } else if (shell_characters.find(c) != std::string_view::npos) {
        return tl::make_unexpected(acted_on(next_));
      } else {
        take(word);
      }
    }
    word.end = next_;
    return word;
  }

  Result<void> parse_quoted(CommandWord& word, char quote) {
    const std::size_t opened = next_++;
    for (; next_ < text_.size() && text_[next_] != quote; take(word)) {
      if (quote == '\'') continue;
      const char c = text_[next_];
      if (c == '$' || c == '`') return tl::make_unexpected(acted_on(next_));
      const char after = next_ + 1 < text_.size() ? text_[next_ + 1] : ' ';
      if (c == '\\' && (after == '"' || after == '\\' || after == '$' || after == '`')) ++next_;
    }
    if (next_ == text_.size()) {
      return tl::make_unexpected(command_fault(
          text_, opened, {"Estas comillas se abren y no se cierran.", "This quotation mark is opened and never closed."}));
    }
    ++next_;
    return {};
  }

  void take(CommandWord& word) {
    word.text += text_[next_];
    word.at.push_back(next_++);
  }

  Error acted_on(std::size_t at) const {
    const char c = text_[at];
    return command_fault(
        text_, at,
        {fmt::format("«{}» no se admite: no hay ningún shell que ejecute esto. Si es parte de un valor, va entre "
                     "comillas simples.",
                     c),
         fmt::format("\"{}\" is not accepted: there is no shell behind this. If it is part of a value, put it "
                     "in single quotes.",
                     c)});
  }

  std::string_view text_;
  std::size_t next_ = 0;
};

bool needs_quotes(std::string_view word) {
  return word.empty() || word.find_first_of(" '\"") != std::string_view::npos ||
         word.find_first_of(shell_characters) != std::string_view::npos;
}

}  // namespace

Error command_fault(std::string_view text, std::size_t byte, Text message) {
  Error error{ErrorKind::invalid, "invalid_command", std::move(message)};
  error.position = utf8_length(text.substr(0, byte));
  return error;
}

Result<std::vector<CommandWord>> split_command(std::string_view text) {
  if (auto error = unreadable(text)) return tl::make_unexpected(std::move(*error));
  return Splitter(text).split();
}

std::string quoted_command_word(std::string_view word) {
  if (!needs_quotes(word)) return std::string(word);
  if (word.find('\'') == std::string_view::npos) return fmt::format("'{}'", word);
  std::string quoted = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string shown_in_message(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string shown;
  for (const char c : text.substr(0, most)) shown += c >= ' ' && c <= '~' ? c : '?';
  return text.size() > most ? shown + "..." : shown;
}

}  // namespace nss
