// The page's files, and which coding of one a client takes.
#include "adapters/http_server/static_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/http_server/content_coding.h"

namespace nss {
namespace {

TEST(ContentCoding, IsTakenWhenTheHeaderAllowsIt) {
  struct Row {
    const char* header;
    bool br;
    bool gzip;
  };
  for (const Row& row : {Row{"gzip, deflate, br, zstd", true, true}, Row{"gzip", false, true}, Row{"", false, false},
                         Row{"identity", false, false}, Row{"BR;q=1.0,\tGZip ; q=0.5", true, true},
                         Row{"br;q=0, gzip", false, true}, Row{"br;q=0.000, *", false, true}, Row{"*", true, true},
                         Row{"*;q=0", false, false}, Row{"*;q=0, gzip;q=0.001", false, true},
                         Row{"brotli, gzipped", false, false}, Row{",,;;=,br", true, false}, Row{"br;q=", true, false}}) {
    EXPECT_EQ(accepts_coding(row.header, ContentCoding::br), row.br) << row.header;
    EXPECT_EQ(accepts_coding(row.header, ContentCoding::gzip), row.gzip) << row.header;
  }
}

TEST(ContentCoding, IdentityHasNoName) {
  EXPECT_EQ(coding_name(ContentCoding::identity), "");
  EXPECT_EQ(coding_name(ContentCoding::gzip), "gzip");
  EXPECT_EQ(coding_name(ContentCoding::br), "br");
}

HttpRequest with(HttpHeaders headers) {
  HttpRequest request;
  request.headers = std::move(headers);
  return request;
}

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() : root_(std::filesystem::path(testing::TempDir()) / ("nss_static_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(root_);
  }
  ~StaticFilesTest() override { std::filesystem::remove_all(root_); }
  void write(const std::string& name, const std::string& content) {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << content;
  }
  std::filesystem::path root_;
};

TEST_F(StaticFilesTest, ServesTheListAndNothingElse) {
  for (const char* name : {"index.html", "css/app.css", "js/main.js", "js/lib/x.mjs", "css/sun.svg"}) write(name, name);
  for (const char* name : {"secret.txt", "js/notes.txt", "package.json", "other/x.js", "js/.hidden"}) write(name, name);
  const auto files = StaticFiles::load(root_.string());
  ASSERT_TRUE(files);
  struct Row {
    const char* path;
    const char* type;
  };
  for (const Row& row : {Row{"/", "text/html; charset=utf-8"}, Row{"/css/app.css", "text/css; charset=utf-8"},
                         Row{"/js/main.js", "text/javascript; charset=utf-8"},
                         Row{"/js/lib/x.mjs", "text/javascript; charset=utf-8"}, Row{"/css/sun.svg", "image/svg+xml"}}) {
    ASSERT_TRUE(files->has(row.path)) << row.path;
    EXPECT_EQ(find_header(files->serve({}, row.path).headers, "content-type"), row.type);
  }
  for (const char* path : {"/secret.txt", "/js/notes.txt", "/package.json", "/other/x.js", "/js/.hidden", "/../secret.txt",
                           "/css/../secret.txt", "", "//"})
    EXPECT_FALSE(files->has(path)) << path;
  EXPECT_FALSE(StaticFiles().has("/"));
}

TEST_F(StaticFilesTest, AnswersWhatDidNotChangeWith304) {
  write("index.html", "one");
  const StaticFiles files = StaticFiles::load(root_.string()).value();
  const HttpResponse first = files.serve({}, "/");
  EXPECT_EQ(first.content(), "one");
  const std::string etag(*find_header(first.headers, "etag"));
  EXPECT_EQ(files.serve(with({{"If-None-Match", "\"x\", " + etag}}), "/").status, 304);
  EXPECT_EQ(files.serve(with({{"If-None-Match", "*"}}), "/").status, 304);
  EXPECT_EQ(files.serve(with({{"If-None-Match", "\"x\""}}), "/").status, 200);
}

TEST_F(StaticFilesTest, SendsTheBestCodingThatTheClientTakes) {
  write("index.html", "plain");
  write("js/main-7FZNLRN5.js", "plain");
  write("js/main-7FZNLRN5.js.br", "brotli");
  write("js/main-7FZNLRN5.js.gz", "gzip");
  write("css/app.css", "plain");
  write("css/app.css.gz", "gzip");
  write("css/orphan.css.br", "a coding of nothing is no file");
  const StaticFiles files = StaticFiles::load(root_.string()).value();
  struct Row {
    const char* path;
    const char* accepted;
    const char* content;
    const char* coding;
  };
  for (const Row& row :
       {Row{"/js/main-7FZNLRN5.js", "gzip, br", "brotli", "br"}, Row{"/js/main-7FZNLRN5.js", "gzip", "gzip", "gzip"},
        Row{"/js/main-7FZNLRN5.js", "identity", "plain", ""}, Row{"/js/main-7FZNLRN5.js", "br;q=0", "plain", ""},
        Row{"/css/app.css", "gzip, br", "gzip", "gzip"}, Row{"/", "gzip, br", "plain", ""}}) {
    const HttpResponse response = files.serve(with({{"Accept-Encoding", row.accepted}}), row.path);
    EXPECT_EQ(response.content(), row.content) << row.path << " " << row.accepted;
    EXPECT_EQ(find_header(response.headers, "content-encoding").value_or(""), row.coding) << row.path << " " << row.accepted;
    EXPECT_EQ(find_header(response.headers, "vary").has_value(), std::string_view(row.path) != "/") << row.path;
  }
  EXPECT_FALSE(files.has("/js/main-7FZNLRN5.js.br"));
  EXPECT_FALSE(files.has("/css/orphan.css"));
}

TEST_F(StaticFilesTest, EachCodingHasItsOwnEtag) {
  write("index.html", "plain");
  write("index.html.gz", "gzip");
  const StaticFiles files = StaticFiles::load(root_.string()).value();
  const HttpResponse plain = files.serve({}, "/");
  const std::string etag(*find_header(plain.headers, "etag"));
  const HttpResponse coded = files.serve(with({{"Accept-Encoding", "gzip"}}), "/");
  const std::string coded_etag(*find_header(coded.headers, "etag"));
  EXPECT_NE(etag, coded_etag);
  EXPECT_EQ(files.serve(with({{"Accept-Encoding", "gzip"}, {"If-None-Match", coded_etag}}), "/").status, 304);
  EXPECT_EQ(files.serve(with({{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}}), "/").status, 200);
  EXPECT_EQ(files.serve(with({{"If-None-Match", coded_etag}}), "/").status, 200);
}

TEST_F(StaticFilesTest, KeepsForEverWhatIsNamedByItsContent) {
  for (const char* name : {"index.html", "js/main-7FZNLRN5.js", "css/mark-09AFBC12.svg", "js/main.js", "js/live-updates.js",
                           "js/a-SHORT.js", "js/-7FZNLRN5.js"})
    write(name, name);
  const StaticFiles files = StaticFiles::load(root_.string()).value();
  for (const char* path : {"/js/main-7FZNLRN5.js", "/css/mark-09AFBC12.svg"})
    EXPECT_EQ(find_header(files.serve({}, path).headers, "cache-control"), "public, max-age=31536000, immutable") << path;
  for (const char* path : {"/", "/js/main.js", "/js/live-updates.js", "/js/a-SHORT.js", "/js/-7FZNLRN5.js"})
    EXPECT_EQ(find_header(files.serve({}, path).headers, "cache-control"), "no-cache") << path;
}

TEST_F(StaticFilesTest, NothingForeignOrInlineMayRun) {
  write("index.html", "x");
  const StaticFiles files = StaticFiles::load(root_.string()).value();
  const HttpResponse response = files.serve({}, "/");
  const std::string policy(*find_header(response.headers, "content-security-policy"));
  EXPECT_EQ(policy,
            "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src "
            "'none'; require-trusted-types-for 'script'");
  EXPECT_EQ(find_header(response.headers, "x-content-type-options"), "nosniff");
  EXPECT_EQ(find_header(response.headers, "referrer-policy"), "no-referrer");
}

TEST_F(StaticFilesTest, RefusesWhatIsNoPage) {
  EXPECT_EQ(StaticFiles::load((root_ / "absent").string()).error().code, "web_root_unreadable");
  EXPECT_NE(StaticFiles::load(root_.string()).error().message.en.find("index.html"), std::string::npos);
  write("index.html", "x");
  write("js/large.js", std::string((4u << 20) + 1, 'x'));
  EXPECT_NE(StaticFiles::load(root_.string()).error().message.en.find("4 MiB"), std::string::npos);
  std::filesystem::remove(root_ / "js/large.js");
  write("js/small.js", "x");
  write("js/small.js.gz", std::string((4u << 20) + 1, 'x'));
  EXPECT_NE(StaticFiles::load(root_.string()).error().message.en.find("small.js.gz"), std::string::npos);
  std::filesystem::remove(root_ / "js/small.js.gz");
  for (int i = 0; i < 1000; ++i) write("js/" + std::to_string(i) + ".js", "");
  EXPECT_NE(StaticFiles::load(root_.string()).error().message.en.find("1,000"), std::string::npos);
}

}  // namespace
}  // namespace nss
