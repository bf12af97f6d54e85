#include "unit/adapters/rest/rest_fixture.h"

namespace nss {

JsonValue Asked::json() const { return parse_json(response.content()).value_or(JsonValue{}); }

std::string Asked::text(std::string_view member) const {
  const JsonValue whole = json();
  const JsonValue* found = whole.find(member);
  const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->value);
  return text == nullptr ? "(none)" : *text;
}

std::string Asked::pointer() const {
  const JsonValue whole = json();
  const JsonValue* errors = whole.find("errors");
  if (errors == nullptr) return "(none)";
  return std::get<std::string>(std::get<JsonValue::Array>(errors->value).at(0).find("pointer")->value);
}

HttpRequest RestFixture::request(const std::string& method, const std::string& target, const std::string& body) const {
  HttpRequest made;
  made.method = method;
  made.target = target;
  const std::size_t question = target.find('?');
  made.path = target.substr(0, question);
  made.query = question == std::string::npos ? "" : target.substr(question + 1);
  made.headers = {{"Host", "localhost:8080"}};
  if (!body.empty()) made.headers.push_back({"Content-Type", "application/json"});
  made.body = body;
  made.remote_address = "127.0.0.1";
  return made;
}

Asked RestFixture::ask(HttpRequest asked) {
  if (!api_) api_.emplace(application_, metrics_, options_);
  std::optional<HttpResponse> answer;
  api_->handle(std::move(asked), [&](HttpResponse response) {
    EXPECT_FALSE(answer) << "answered twice";
    answer = response.render ? response.render() : response;
  });
  EXPECT_TRUE(answer) << "no answer";
  return {answer.value_or(HttpResponse{})};
}

}  // namespace nss
