#include "adapters/workbook/workbook.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "adapters/workbook/sheet_names.h"
#include "base/check.h"

namespace nss {
namespace {

constexpr std::size_t most_rows = LXW_ROW_MAX - 1;  // below the headings
constexpr std::size_t most_cell_units = 32'767;
constexpr std::size_t most_property_units = 255;

tl::unexpected<Error> not_written(const std::string& why) {
  return fail(ErrorKind::internal, "internal", "the workbook was not written: " + why);
}

// A file that is only memory. The library wants a path, and the kernel has one for it.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("workbook", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool open() const { return descriptor_ >= 0; }
  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

  Result<std::string> content() const {
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
      const ssize_t got = ::pread(descriptor_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
      if (got <= 0) return not_written("the file in memory cannot be read");
      at += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int descriptor_;
};

// The library's formats for one kind of cell.
struct Formats {
  lxw_format* plain = nullptr;
  lxw_format* bold = nullptr;
  lxw_format* of(bool total) const { return total ? bold : plain; }
};

class WorkbookWriter {
 public:
  WorkbookWriter(const Workbook& workbook, const MemoryFile& file) : workbook_(workbook), path_(file.path()) {
    lxw_workbook_options options{};
    book_.reset(workbook_new_opt(path_.c_str(), &options));
    if (!book_) return;
    text_ = formats("");
    text_.plain = nullptr;  // the sheet's own
    date_ = formats("yyyy-mm-dd");
    heading_ = workbook_add_format(book_.get());
    format_set_bold(heading_);
    format_set_bottom(heading_, LXW_BORDER_THIN);
  }

  lxw_error write() {
    if (!book_) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    set_properties();
    SheetNames names;
    for (const WorkbookSheet& sheet : workbook_.sheets) {
      lxw_worksheet* page = workbook_add_worksheet(book_.get(), names.next(sheet.name).c_str());
      if (page == nullptr) return LXW_ERROR_MEMORY_MALLOC_FAILED;
      quote_name(page);
      if (const lxw_error error = write_sheet(page, sheet); error != LXW_NO_ERROR) return error;
      if (sheet.chart) add_chart(page, sheet);
    }
    return workbook_close(book_.release());  // and frees it
  }

 private:
  Formats formats(const std::string& number_format) {
    Formats both{workbook_add_format(book_.get()), workbook_add_format(book_.get())};
    format_set_bold(both.bold);
    if (!number_format.empty()) {
      format_set_num_format(both.plain, number_format.c_str());
      format_set_num_format(both.bold, number_format.c_str());
    }
    return both;
  }

  void set_properties() {
    std::string title = workbook_text(workbook_.title, most_property_units);
    std::string author = workbook_text(workbook_.author, most_property_units);
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.author = author.data();
    properties.created = workbook_.created.time_since_epoch().count();
    workbook_set_properties(book_.get(), &properties);
  }

  // In the names of ranges the library of Debian 12 leaves "CC1" or "2026" without quotes, and a spreadsheet takes the
  // first for a cell and the second for a number: the file is called damaged. In quotes any name is right.
  static void quote_name(lxw_worksheet* page) {
    if (page->quoted_name == nullptr || page->quoted_name[0] == '\'') return;
    char* quoted = ::strdup(fmt::format("'{}'", page->quoted_name).c_str());
    std::free(std::exchange(page->quoted_name, quoted));
  }

  lxw_error write_sheet(lxw_worksheet* page, const WorkbookSheet& sheet) {
    std::vector<Formats> numbers;
    lxw_error worst = LXW_NO_ERROR;
    const auto note = [&worst](lxw_error error) { worst = worst == LXW_NO_ERROR ? error : worst; };
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      const WorkbookColumn& column = sheet.columns[i];
      const auto at = static_cast<lxw_col_t>(i);
      note(worksheet_set_column(page, at, at, column.width, nullptr));
      note(worksheet_write_string(page, 0, at, workbook_text(column.heading, most_cell_units).c_str(), heading_));
      numbers.push_back(column.number_format.empty() ? text_ : formats(column.number_format));
    }
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
      NSS_CHECK(sheet.rows[i].size() <= sheet.columns.size());
      const bool total = sheet.total_rows.contains(i);
      for (std::size_t j = 0; j < sheet.rows[i].size(); ++j)
        note(write_cell(page, {i + 1, j}, sheet.rows[i][j], numbers[j].of(total), total));
    }
    const auto last_row = static_cast<lxw_row_t>(sheet.rows.size());
    worksheet_freeze_panes(page, 1, 0);
    if (!sheet.columns.empty())
      note(worksheet_autofilter(page, 0, 0, last_row, static_cast<lxw_col_t>(sheet.columns.size() - 1)));
    worksheet_set_landscape(page);
    worksheet_fit_to_pages(page, 1, 0);  // as many pages long as it takes
    note(worksheet_repeat_rows(page, 0, 0));
    return worst;
  }

  struct CellPlace {
    std::size_t row;
    std::size_t column;
  };

  lxw_error write_cell(lxw_worksheet* page, CellPlace place, const WorkbookCell& cell, lxw_format* number, bool total) const {
    const auto row = static_cast<lxw_row_t>(place.row);
    const auto column = static_cast<lxw_col_t>(place.column);
    const auto write_text = [&](const std::string& text) {
      if (text.empty()) return LXW_NO_ERROR;
      return worksheet_write_string(page, row, column, workbook_text(text, most_cell_units).c_str(), text_.of(total));
    };
    if (const auto* text = std::get_if<std::string>(&cell)) return write_text(*text);
    if (const auto* value = std::get_if<double>(&cell)) {
      return std::isfinite(*value) ? worksheet_write_number(page, row, column, *value, number) : LXW_NO_ERROR;
    }
    if (const auto* day = std::get_if<Date>(&cell)) {
      const int year = static_cast<int>(day->year());
      if (year < 1900 || year > 9999) return write_text(to_text(*day));
      lxw_datetime date{};
      date.year = year;
      date.month = static_cast<int>(static_cast<unsigned>(day->month()));
      date.day = static_cast<int>(static_cast<unsigned>(day->day()));
      return worksheet_write_datetime(page, row, column, &date, date_.of(total));
    }
    return LXW_NO_ERROR;
  }

  // ='CC1'!$B$2:$B$9, or of one cell ='CC1'!$B$1
  static std::string range(const lxw_worksheet* page, std::size_t first_row, std::size_t last_row, std::size_t column) {
    std::array<char, LXW_MAX_CELL_RANGE_LENGTH> cells{};
    const auto at = static_cast<lxw_col_t>(column);
    lxw_rowcol_to_range_abs(cells.data(), static_cast<lxw_row_t>(first_row), at, static_cast<lxw_row_t>(last_row), at);
    return fmt::format("={}!{}", page->quoted_name, cells.data());
  }

  void add_chart(lxw_worksheet* page, const WorkbookSheet& sheet) {
    const WorkbookChart& wanted = *sheet.chart;
    if (wanted.first_row >= wanted.end_row) return;  // no bars
    NSS_CHECK(wanted.end_row <= sheet.rows.size());
    const std::size_t first = wanted.first_row + 1;
    const std::size_t last = wanted.end_row;
    lxw_chart* chart = workbook_add_chart(book_.get(), LXW_CHART_BAR);
    for (const std::size_t column : wanted.series) {
      NSS_CHECK(column < sheet.columns.size() && wanted.names < sheet.columns.size());
      lxw_chart_series* series = chart_add_series(chart, range(page, first, last, wanted.names).c_str(),  //
                                                  range(page, first, last, column).c_str());
      chart_series_set_name(series, range(page, 0, 0, column).c_str());
    }
    chart_title_set_name(chart, workbook_text(wanted.title, most_property_units).c_str());
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    // Bars go upwards from the axis unless it is turned round; for the library the names' axis of bars is y.
    chart_axis_set_reverse(chart->y_axis);
    lxw_chart_options options{};
    options.x_scale = 1.5;
    // 288 points high as it is: room for about ten groups.
    options.y_scale = std::clamp(static_cast<double>(last - wanted.first_row) / 10, 1.0, 10.0);
    worksheet_insert_chart_opt(page, 1, static_cast<lxw_col_t>(sheet.columns.size() + 1), chart, &options);
  }

  struct Free {
    void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
  };

  const Workbook& workbook_;
  std::string path_;
  std::unique_ptr<lxw_workbook, Free> book_;
  Formats text_;
  Formats date_;
  lxw_format* heading_ = nullptr;
};

}  // namespace

Result<std::string> write_workbook(const Workbook& workbook) {
  for (const WorkbookSheet& sheet : workbook.sheets) {
    if (sheet.rows.size() <= most_rows) continue;
    return fail({ErrorKind::invalid, "invalid_range",
                 Text{fmt::format("Son {} filas; una hoja de cálculo tiene a lo sumo {}.", sheet.rows.size(), most_rows),
                      fmt::format("That is {} rows; a sheet has at most {}.", sheet.rows.size(), most_rows)}});
  }
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const MemoryFile file;
  if (!file.open()) return not_written("no file in memory");
  if (const lxw_error error = WorkbookWriter(workbook, file).write(); error != LXW_NO_ERROR)
    return not_written(lxw_strerror(error));
  return file.content();
}

}  // namespace nss
