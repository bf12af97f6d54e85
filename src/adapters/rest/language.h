// Spanish (es-CO) or English: which one a request wants (RFC 9110 12.5.4). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"

namespace nss {

enum class Language : std::uint8_t { es, en };

// The value of Accept-Language (empty: absent). Neither of ours, or nothing readable: `otherwise`.
Language choose_language(std::string_view accept_language, Language otherwise);

Language language_of_locale(std::string_view locale);  // "en…" is English, all else Spanish

inline const std::string& pick(const Text& text, Language language) { return language == Language::en ? text.en : text.es; }
inline const char* tag(Language language) { return language == Language::en ? "en" : "es-CO"; }

// "1 espacio" or "3 espacios", in both languages.
struct CountedNoun {
  const char* es_one;
  const char* es_many;
  const char* en_one;
  const char* en_many;
};
Text counted(std::size_t count, const CountedNoun& noun);

}  // namespace nss
