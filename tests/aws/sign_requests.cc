// The product's signer behind a pipe, so that test_signature.py can compare it with AWS's own: each line of standard input is
// a request as JSON, each line of standard output what was signed and the headers that the request then has.
//   {"method","url","headers":["Name: value"],"body" (base64),"access","secret","token","region","service","now" (seconds)}
//   {"canonical_request","string_to_sign","headers"}
#include <boost/json.hpp>
#include <iostream>
#include <map>

#include "adapters/aws/signature_v4.h"
#include "base/crypto.h"

namespace {

std::string text(const boost::json::object& line, const char* member) { return std::string(line.at(member).as_string()); }

nss::ClientRequest request_of(const boost::json::object& line) {
  nss::ClientRequest request;
  request.method = text(line, "method");
  request.url = text(line, "url");
  request.body = nss::base64_decode(text(line, "body")).value();
  for (const auto& header : line.at("headers").as_array()) request.headers.emplace_back(header.as_string());
  return request;
}

}  // namespace

int main() {
  // One signer a scope: that the cached key is never used for another day or secret is part of what is compared.
  std::map<std::pair<std::string, std::string>, nss::SignerV4> signers;
  std::string input;
  while (std::getline(std::cin, input)) {
    const boost::json::object line = boost::json::parse(input).as_object();
    nss::ClientRequest request = request_of(line);
    const nss::AwsCredentials credentials{text(line, "access"), text(line, "secret"), text(line, "token"), std::nullopt};
    const std::pair scope(text(line, "region"), text(line, "service"));
    auto& signer = signers.try_emplace(scope, nss::SignatureScope{scope.first, scope.second}).first->second;
    const nss::Seconds now{std::chrono::seconds(line.at("now").to_number<std::int64_t>())};
    const nss::SignatureSteps steps = signer.sign(request, credentials, now);
    boost::json::object answer;
    answer["canonical_request"] = steps.canonical_request;
    answer["string_to_sign"] = steps.string_to_sign;
    answer["headers"] = boost::json::array(request.headers.begin(), request.headers.end());
    std::cout << boost::json::serialize(answer) << "\n";
  }
  return 0;
}
