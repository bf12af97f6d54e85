// What a spreadsheet takes as text and as the name of a sheet. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace nss {

// At most `most` UTF-16 units (what spreadsheets count in), the last of them an ellipsis when something was cut. Bytes that
// are no UTF-8 and what XML cannot say (controls, U+FFFE, U+FFFF) become U+FFFD. `_x0041_`, which a spreadsheet would read as
// the character of that number, is written so that it stays as it is.
std::string workbook_text(std::string_view text, std::size_t most);

// Names for the sheets of one workbook, in order.
class SheetNames {
 public:
  // 1 to 31 UTF-16 units, without []:*?/\ and controls, which spreadsheets refuse, and without !, at which the library would cut a
  // reference (each becomes a hyphen); no space at either end; not "History", which is reserved. Apostrophes, which must not
  // stand at the ends and are doubled in references, become typographic ones. A name that was given before, in whatever case,
  // gets a number: "dev (2)".
  std::string next(std::string_view wanted);

 private:
  std::set<std::string> taken_{"history"};
};

}  // namespace nss
