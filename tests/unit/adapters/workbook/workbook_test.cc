#include "adapters/workbook/workbook.h"

#include <cmath>
#include <limits>
#include <thread>

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include "unit/adapters/workbook/unpacked.h"

namespace nss {
namespace {

using testing::unpack_zip;
using namespace std::chrono_literals;

// One table: a text, a number, a day.
Workbook small_book(std::vector<std::vector<WorkbookCell>> rows) {
  Workbook book;
  book.title = "Semana & reporte";
  book.author = "Namespace Scheduler";
  book.created = Seconds(1'795'000'000s);
  WorkbookSheet sheet;
  sheet.name = "Semana";
  sheet.columns = {{"namespace", 30}, {"horas", 12, "#,##0.00"}, {"día", 11}};
  sheet.rows = std::move(rows);
  book.sheets.push_back(std::move(sheet));
  return book;
}

class Book {
 public:
  explicit Book(const Workbook& workbook) {
    const Result<std::string> bytes = write_workbook(workbook);
    EXPECT_TRUE(bytes.has_value());
    if (bytes) files_ = unpack_zip(*bytes);
  }
  const std::string& file(const std::string& name) const { return files_.at(name); }
  const std::string& sheet(int number = 1) const { return file("xl/worksheets/sheet" + std::to_string(number) + ".xml"); }
  bool has(const std::string& name) const { return files_.contains(name); }

  // <c r="B2" …>…</c>, empty when there is none.
  std::string cell(const std::string& reference, int number = 1) const {
    const std::string& xml = sheet(number);
    const std::size_t begin = xml.find("<c r=\"" + reference + "\"");
    if (begin == std::string::npos) return {};
    return xml.substr(begin, xml.find("</c>", begin) + 4 - begin);
  }

  // The text of a string cell: it points into the table of shared strings.
  std::string text(const std::string& reference, int number = 1) const {
    const std::string xml = cell(reference, number);
    if (xml.find(" t=\"s\"") == std::string::npos) return "no text: " + xml;
    auto index = std::stoul(xml.substr(xml.find("<v>") + 3));
    const std::string& strings = file("xl/sharedStrings.xml");
    std::size_t at = strings.find("<si>");
    for (; index > 0; --index) at = strings.find("<si>", at + 1);
    const std::size_t begin = strings.find('>', strings.find("<t", at)) + 1;
    return strings.substr(begin, strings.find("</t>", begin) - begin);
  }

  // The cell's format, as xl/styles.xml has it: its number format's code and whether it is bold.
  std::string style(const std::string& reference, int number = 1) const {
    const std::string xml = cell(reference, number);
    const std::size_t mark = xml.find(" s=\"");
    if (mark == std::string::npos) return "plain";
    const std::string& styles = file("xl/styles.xml");
    const auto nth = [&styles](const std::string& from, const std::string& element, std::size_t index) {
      std::size_t at = styles.find(element, styles.find(from));
      for (; index > 0; --index) at = styles.find(element, at + 1);
      return styles.substr(at, styles.find('>', at) - at);
    };
    const auto attribute = [](const std::string& element, const std::string& name) {
      const std::size_t at = element.find(name + "=\"") + name.size() + 2;
      return element.substr(at, element.find('"', at) - at);
    };
    const std::string xf = nth("<cellXfs", "<xf ", std::stoul(xml.substr(mark + 4)));
    const std::size_t begin = [&] {
      std::size_t at = styles.find("<font>");
      for (auto index = std::stoul(attribute(xf, "fontId")); index > 0; --index) at = styles.find("<font>", at + 1);
      return at;
    }();
    const bool bold = styles.substr(begin, styles.find("</font>", begin) - begin).find("<b/>") != std::string::npos;
    std::string code = attribute(xf, "numFmtId");
    const std::size_t own = styles.find("<numFmt numFmtId=\"" + code + "\"");
    if (own != std::string::npos) code = attribute(styles.substr(own, styles.find('>', own) - own), "formatCode");
    return code + (bold ? " bold" : "");
  }

 private:
  std::map<std::string, std::string> files_;
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Workbook, textIsTextWhateverItBeginsWith) {
  const Book book(small_book({{"=1+1"}, {"@SUM(A1)"}, {"http://example.com/"}, {"007"}, {"año <&> \xF0\x9F\x8C\x99"}, {" a "}}));
  EXPECT_EQ(book.text("A1"), "namespace");
  EXPECT_EQ(book.text("A2"), "=1+1");
  EXPECT_EQ(book.text("A3"), "@SUM(A1)");
  EXPECT_EQ(book.text("A4"), "http://example.com/");
  EXPECT_EQ(book.text("A5"), "007");
  EXPECT_EQ(book.text("A6"), "año &lt;&amp;&gt; \xF0\x9F\x8C\x99");
  EXPECT_EQ(book.text("A7"), " a ");
  EXPECT_FALSE(contains(book.sheet(), "<f>"));
  EXPECT_FALSE(contains(book.sheet(), "<hyperlink"));
}

TEST(Workbook, textThatNoCellHoldsIsCutAndMended) {
  const Book book(small_book({{std::string(40'000, 'x')}, {std::string("a\0b\xFF", 4)}, {"_x0041_"}, {std::string()}}));
  EXPECT_EQ(book.text("A2"), std::string(32'766, 'x') + "…");
  EXPECT_EQ(book.text("A3"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(book.text("A4"), "_x005F_x0041_");
  EXPECT_EQ(book.cell("A5"), "");
}

TEST(Workbook, numbersAreNumbersAndWhatIsNoneIsEmpty) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const Book book(small_book({{"a", 62.5}, {"b", nan}, {"c", infinite}, {"d", -0.0001}, {"e", std::monostate()}, {"f", 1e300}}));
  EXPECT_TRUE(contains(book.cell("B2"), "<v>62.5</v>")) << book.cell("B2");
  EXPECT_FALSE(contains(book.cell("B2"), " t=\"s\""));
  EXPECT_EQ(book.style("B2"), "#,##0.00");
  EXPECT_EQ(book.cell("B3"), "");
  EXPECT_EQ(book.cell("B4"), "");
  EXPECT_TRUE(contains(book.cell("B5"), "<v>-0.0001</v>")) << book.cell("B5");
  EXPECT_EQ(book.cell("B6"), "");
  EXPECT_TRUE(contains(book.cell("B7"), "<v>1E+300</v>")) << book.cell("B7");
}

TEST(Workbook, daysAreDates) {
  const Book book(
      small_book({{"a", 1.0, Date(2026y / 11 / 16)}, {"b", 1.0, Date(1899y / 12 / 31)}, {"c", 1.0, Date(1984y / 1 / 1)}}));
  EXPECT_TRUE(contains(book.cell("C2"), "<v>46342</v>")) << book.cell("C2");
  EXPECT_EQ(book.style("C2"), "yyyy-mm-dd");
  EXPECT_EQ(book.text("C3"), "1899-12-31");
  EXPECT_TRUE(contains(book.cell("C4"), "<v>30682</v>")) << book.cell("C4");
}

TEST(Workbook, headingsAndTotalsAreBold) {
  Workbook workbook = small_book({{"a", 1.5, Date(2026y / 11 / 16)}, {"total", 1.5, Date(2026y / 11 / 16)}});
  workbook.sheets[0].total_rows = {1};
  const Book book(workbook);
  EXPECT_EQ(book.style("A1"), "0 bold");
  EXPECT_EQ(book.style("C1"), "0 bold");
  EXPECT_EQ(book.style("A2"), "plain");
  EXPECT_EQ(book.style("A3"), "0 bold");
  EXPECT_EQ(book.style("B3"), "#,##0.00 bold");
}

TEST(Workbook, headingsStayInSightAndOnPaper) {
  const Book book(small_book({{"a", 1.5}, {"b", 2.5}}));
  const std::string& xml = book.sheet();
  EXPECT_TRUE(contains(xml, "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>")) << xml;
  EXPECT_TRUE(contains(xml, "<autoFilter ref=\"A1:C3\"/>"));
  EXPECT_TRUE(contains(xml, "orientation=\"landscape\""));
  EXPECT_TRUE(contains(xml, "fitToHeight=\"0\""));
  EXPECT_TRUE(contains(xml, "<pageSetUpPr fitToPage=\"1\"/>"));
  EXPECT_TRUE(contains(xml, "<col min=\"1\" max=\"1\" width=\"30.7109375\""));
  EXPECT_TRUE(contains(book.file("xl/workbook.xml"), ">'Semana'!$1:$1</definedName>")) << book.file("xl/workbook.xml");
}

TEST(Workbook, aTableWithoutRowsHasItsHeadings) {
  const Book book(small_book({}));
  EXPECT_EQ(book.text("C1"), "día");
  EXPECT_TRUE(contains(book.sheet(), "<autoFilter ref=\"A1:C1\"/>"));
}

TEST(Workbook, sheetsHaveLegalNamesAndEveryRangeIsQuoted) {
  Workbook workbook = small_book({{"a", 1.5}});
  for (const char* name : {"CC1", "2026", "semana", "it's", "a/b"}) {
    workbook.sheets.push_back(workbook.sheets[0]);
    workbook.sheets.back().name = name;
  }
  const Book book(workbook);
  const std::string& xml = book.file("xl/workbook.xml");
  for (const char* name : {"Semana", "CC1", "2026", "semana (2)", "it’s", "a-b"})
    EXPECT_TRUE(contains(xml, "<sheet name=\"" + std::string(name) + "\"")) << name << xml;
  for (const char* name : {"'Semana'", "'CC1'", "'2026'", "'semana (2)'", "'it’s'", "'a-b'"}) {
    EXPECT_TRUE(contains(xml, ">" + std::string(name) + "!$1:$1<")) << name << xml;
    EXPECT_TRUE(contains(xml, ">" + std::string(name) + "!$A$1:$C$2<")) << name << xml;
  }
}

TEST(Workbook, aChartShowsColumnsOfTheTable) {
  Workbook workbook = small_book({{"a", 1.5, 2.5}, {"b", 3.0, 4.0}, {"total", 4.5, 6.5}});
  workbook.sheets[0].name = "CC1";
  workbook.sheets[0].chart = WorkbookChart{"Horas & días", 0, {1, 2}, 0, 2};
  const Book book(workbook);
  const std::string& xml = book.file("xl/charts/chart1.xml");
  EXPECT_TRUE(contains(xml, "<c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/>"));
  EXPECT_TRUE(contains(xml, "Horas &amp; días"));
  EXPECT_TRUE(contains(xml, "<c:f>'CC1'!$B$1</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>horas</c:v>")) << xml;
  EXPECT_TRUE(contains(xml, "<c:f>'CC1'!$A$2:$A$3</c:f><c:strCache><c:ptCount val=\"2\"/><c:pt idx=\"0\"><c:v>a</c:v>")) << xml;
  EXPECT_TRUE(contains(xml, "<c:f>'CC1'!$C$2:$C$3</c:f>"));
  EXPECT_TRUE(contains(xml, "<c:v>2.5</c:v></c:pt><c:pt idx=\"1\"><c:v>4</c:v>")) << xml;
  // From top to bottom.
  const std::size_t names = xml.find("<c:catAx>");
  EXPECT_TRUE(contains(xml.substr(names, xml.find("</c:catAx>") - names), "maxMin")) << xml;
  EXPECT_TRUE(book.has("xl/drawings/drawing1.xml"));
}

TEST(Workbook, aChartReadsItsSheetWhateverThatIsCalled) {
  for (const char* name : {"2026", "a!b", "it's", "$A$1", "ñandú (1)", "a & b"}) {
    Workbook workbook = small_book({{"a", 1.5}, {"b", 3.0}});
    workbook.sheets[0].name = name;
    workbook.sheets[0].chart = WorkbookChart{"Horas", 0, {1}, 0, 2};
    EXPECT_TRUE(contains(Book(workbook).file("xl/charts/chart1.xml"), "<c:v>1.5</c:v>")) << name;
  }
}

TEST(Workbook, aChartOfNoRowsIsLeftOut) {
  Workbook workbook = small_book({});
  workbook.sheets[0].chart = WorkbookChart{"Horas", 0, {1, 2}, 0, 0};
  EXPECT_FALSE(Book(workbook).has("xl/charts/chart1.xml"));
}

TEST(Workbook, itSaysWhoMadeItAndWhen) {
  const Book book(small_book({}));
  const std::string& xml = book.file("docProps/core.xml");
  EXPECT_TRUE(contains(xml, "<dc:title>Semana &amp; reporte</dc:title>")) << xml;
  EXPECT_TRUE(contains(xml, "<dc:creator>Namespace Scheduler</dc:creator>"));
  EXPECT_TRUE(contains(xml, ">" + to_rfc3339(Seconds(1'795'000'000s)) + "</dcterms:created>"));
}

TEST(Workbook, theSameWorkbookHasTheSameBytesAlsoInSeveralThreads) {
  Workbook workbook = small_book({});
  for (int i = 0; i < 200; ++i)
    workbook.sheets[0].rows.push_back({"n" + std::to_string(i % 50), i * 0.5, add_days(2026y / 1 / 1, i)});
  workbook.sheets[0].chart = WorkbookChart{"Horas", 0, {1}, 0, 200};
  const std::string first = write_workbook(workbook).value();
  std::vector<std::string> others(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& other : others) threads.emplace_back([&other, &workbook] { other = write_workbook(workbook).value(); });
  }
  for (const std::string& other : others) EXPECT_EQ(other, first);
  workbook.created += 1s;
  EXPECT_NE(write_workbook(workbook).value(), first);
}

TEST(Workbook, fiveThousandRowsArePlainWork) {
  Workbook workbook = small_book({});
  workbook.sheets[0].columns.assign(12, {"x", 12, "0.0"});
  for (int i = 0; i < 5'000; ++i) {
    std::vector<WorkbookCell> row{"namespace-" + std::to_string(i)};
    for (int j = 1; j < 12; ++j) row.emplace_back(i * 0.1 + j);
    workbook.sheets[0].rows.push_back(std::move(row));
  }
  const Book book(workbook);
  EXPECT_EQ(book.text("A5001"), "namespace-4999");
  EXPECT_TRUE(contains(book.cell("L5001"), "<v>510.9</v>")) << book.cell("L5001");
}

TEST(Workbook, moreRowsThanASheetHasAreRefused) {
  Workbook workbook = small_book({});
  workbook.sheets[0].rows.resize(LXW_ROW_MAX);
  const Result<std::string> refused = write_workbook(workbook);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "invalid_range");
  EXPECT_EQ(refused.error().message.en, "That is 1048576 rows; a sheet has at most 1048575.");
}

TEST(Workbook, withoutSheetsItIsStillAWorkbook) { EXPECT_TRUE(Book(Workbook{}).has("xl/worksheets/sheet1.xml")); }

}  // namespace
}  // namespace nss
