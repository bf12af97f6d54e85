#include "adapters/workbook/sheet_names.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(SheetNames, aNameIsLeftAsItIs) {
  EXPECT_EQ(SheetNames().next("CC-001 Desarrollo (año 2026)"), "CC-001 Desarrollo (año 2026)");
  EXPECT_EQ(SheetNames().next("dev's team"), "dev’s team");
}

TEST(SheetNames, whatASpreadsheetRefusesIsReplaced) {
  EXPECT_EQ(SheetNames().next("a[b]c:d*e?f/g\\h!i"), "a-b-c-d-e-f-g-h-i");
  EXPECT_EQ(SheetNames().next("a\tb\x01"), "a-b-");
  EXPECT_EQ(SheetNames().next("'quoted'"), "’quoted’");
  EXPECT_EQ(SheetNames().next("   "), "Sheet");
  EXPECT_EQ(SheetNames().next(""), "Sheet");
  EXPECT_EQ(SheetNames().next("bad\xFF"), "bad\xEF\xBF\xBD");
}

TEST(SheetNames, thirtyOneUnitsOfUtf16) {
  EXPECT_EQ(SheetNames().next(std::string(40, 'x')), std::string(31, 'x'));
  EXPECT_EQ(SheetNames().next(repeated("ñ", 40)), repeated("ñ", 31));
  // Two units each: fifteen are thirty, and half a character is none.
  EXPECT_EQ(SheetNames().next(repeated("\xF0\x9F\x8C\x99", 20)), repeated("\xF0\x9F\x8C\x99", 15));
  // The cut must not leave a space at the end.
  EXPECT_EQ(SheetNames().next(std::string(30, 'x') + " y"), std::string(30, 'x'));
}

TEST(SheetNames, eachNameOnceInWhateverCase) {
  SheetNames names;
  EXPECT_EQ(names.next("dev"), "dev");
  EXPECT_EQ(names.next("DEV"), "DEV (2)");
  EXPECT_EQ(names.next("Dev"), "Dev (3)");
  EXPECT_EQ(names.next("dev (2)"), "dev (2) (2)");
  EXPECT_EQ(names.next("Ñandú"), "Ñandú");
  EXPECT_EQ(names.next("ñANDÚ"), "ñANDÚ (2)");
  EXPECT_EQ(names.next(std::string(31, 'x')), std::string(31, 'x'));
  EXPECT_EQ(names.next(std::string(32, 'X')), std::string(27, 'X') + " (2)");
}

TEST(SheetNames, historyIsReserved) {
  EXPECT_EQ(SheetNames().next("History"), "History (2)");
  EXPECT_EQ(SheetNames().next("histORY"), "histORY (2)");
}

TEST(WorkbookText, whatFitsIsLeftAsItIs) {
  EXPECT_EQ(workbook_text("=1+1\tñ\n\xF0\x9F\x8C\x99", 100), "=1+1\tñ\n\xF0\x9F\x8C\x99");
  EXPECT_EQ(workbook_text("abc", 3), "abc");
  EXPECT_EQ(workbook_text("", 3), "");
}

TEST(WorkbookText, whatXmlCannotSayIsReplaced) {
  EXPECT_EQ(workbook_text(std::string("a\0b\x1f", 4), 10),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(workbook_text("\xC3(\xEF\xBF\xBE", 10), "\xEF\xBF\xBD(\xEF\xBF\xBD");
}

TEST(WorkbookText, anEscapeOfTheSpreadsheetIsText) {
  EXPECT_EQ(workbook_text("_x0041_", 100), "_x005F_x0041_");
  EXPECT_EQ(workbook_text("a_x004G_ _x41_", 100), "a_x004G_ _x41_");
}

TEST(WorkbookText, whatIsTooLongEndsWithAnEllipsis) {
  EXPECT_EQ(workbook_text("abcd", 3), "ab…");
  EXPECT_EQ(workbook_text("a\xF0\x9F\x8C\x99"
                          "b",
                          3),
            "a…");
  EXPECT_EQ(workbook_text(std::string(40'000, 'x'), 32'767), std::string(32'766, 'x') + "…");
}

}  // namespace
}  // namespace nss
