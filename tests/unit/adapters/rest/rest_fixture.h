// A RestApi over the fake application, called without a server: ask() returns the complete answer.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

#include "adapters/rest/json_value.h"
#include "adapters/rest/rest_api.h"
#include "unit/adapters/rest/fake_application.h"

namespace nss {

struct Asked {
  HttpResponse response;
  int status() const { return response.status; }
  std::string header(std::string_view name) const { return std::string(find_header(response.headers, name).value_or("(none)")); }
  JsonValue json() const;                           // empty value when it is none
  std::string text(std::string_view member) const;  // of the top object; "(none)"
  std::string code() const { return text("code"); }
  std::string pointer() const;  // of the first error
};

class RestFixture : public testing::Test {
 protected:
  RestFixture() {
    options_.new_incident = [] { return "inc_1"; };
    options_.mono = [this] { return mono_; };
  }

  HttpRequest request(const std::string& method, const std::string& target, const std::string& body = "") const;
  Asked ask(HttpRequest request);
  Asked ask(const std::string& method, const std::string& target, const std::string& body = "") {
    return ask(request(method, target, body));
  }
  Asked get(const std::string& target) { return ask("GET", target); }

  FakeApplication application_;
  Metrics metrics_;
  RestOptions options_;  // changed before the first ask()
  std::chrono::milliseconds mono_{1'000'000};
  std::optional<RestApi> api_;
};

}  // namespace nss
