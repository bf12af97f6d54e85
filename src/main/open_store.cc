#include "main/open_store.h"

#include <fmt/core.h>

#include "adapters/aws/endpoint_rules.h"
#include "adapters/dynamodb/dynamodb_storage.h"
#include "adapters/dynamodb/table_setup.h"
#include "adapters/sqlite/reading_storage.h"
#include "adapters/sqlite/sqlite_storage.h"
#include "base/log.h"
#include "main/version.h"

namespace nss {
namespace {

// Keys that nobody renews leak one day and are then good for ever: a person may try the product with them, a pod may not.
Result<void> check_keys(const Settings& settings, const std::string& endpoint, const CredentialSource& credentials) {
  log::info("AWS credentials", {{"source", credentials.description()}});
  const bool here = endpoint.starts_with("http://");  // DynamoDB Local wants keys and looks at none
  if (!credentials.static_keys() || here) return {};
  if (settings.in_pod) {
    return fail(ErrorKind::invalid, "static_keys",
                "long-lived AWS keys are not used in a pod: give its service account a role (EKS Pod Identity or IRSA)");
  }
  log::warn("these AWS keys are long-lived: good for a trial; in a cluster give the service account a role");
  return {};
}

// Before anything is decided on them.
Result<void> check_tables(const Settings& settings, DynamoDbConnection& connection) {
  const auto missing = TableSetup(connection, settings.tables).missing();
  if (!missing) return fail(missing.error());
  if (missing->empty()) return {};
  return fail(ErrorKind::invalid, "store_not_set_up",
              fmt::format("{}; namespace-scheduler init-dynamodb makes what is missing", *missing));
}

Result<std::shared_ptr<DynamoDbConnection>> connect_unchecked(const Settings& settings, const Clock& clock, Metrics& metrics) {
  const auto access = dynamodb_access(settings);
  if (!access) return fail(access.error());
  auto connection = std::make_shared<DynamoDbConnection>(*access, clock, metrics);
  if (auto checked = check_keys(settings, access->client.endpoint, connection->credentials()); !checked)
    return fail(checked.error());
  return connection;
}

Result<std::unique_ptr<Storage>> open_dynamodb(const Settings& settings, const Clock& clock, Metrics& metrics) {
  auto connection = connect_dynamodb(settings, clock, metrics);
  if (!connection) return fail(connection.error());
  return std::make_unique<DynamoDbStorage>(std::move(*connection), settings.tables);
}

Result<std::unique_ptr<Storage>> open_sqlite(const Settings& settings) {
  auto opened = SqliteStorage::open(SqliteOptions{settings.sqlite_path});
  if (!opened) return fail(opened.error());
  return std::unique_ptr<Storage>(std::move(*opened));
}

}  // namespace

Result<DynamoDbAccess> dynamodb_access(const Settings& settings) {
  const auto region = find_region(settings.aws);
  if (!region) return fail(region.error());
  DynamoDbAccess access;
  access.environment = settings.aws;
  access.user_agent = fmt::format("namespace-scheduler/{}", product_version);
  access.client.region = *region;
  if (!settings.dynamodb_endpoint.empty()) {
    access.client.endpoint = settings.dynamodb_endpoint;
  } else if (!settings.aws.endpoint.empty()) {
    auto url = service_endpoint(settings.aws.endpoint, "AWS_ENDPOINT_URL");
    if (!url) return fail(std::move(url.error()));
    access.client.endpoint = std::move(*url);
  } else {
    access.client.endpoint = regional_endpoint("dynamodb", *region, settings.aws.fips);
  }
  return access;
}

Result<std::shared_ptr<DynamoDbConnection>> connect_dynamodb(const Settings& settings, const Clock& clock, Metrics& metrics) {
  auto connection = connect_unchecked(settings, clock, metrics);
  if (!connection) return connection;
  if (auto checked = check_tables(settings, **connection); !checked) return fail(checked.error());
  return connection;
}

Result<std::unique_ptr<Storage>> open_store(const Settings& settings, const Clock& clock, Metrics& metrics) {
  return settings.storage == StorageKind::dynamodb ? open_dynamodb(settings, clock, metrics) : open_sqlite(settings);
}

Result<std::unique_ptr<Storage>> open_store_to_serve(const Settings& settings, const Clock& clock, Metrics& metrics) {
  if (settings.storage != StorageKind::dynamodb) return open_sqlite(settings);
  auto connection = connect_unchecked(settings, clock, metrics);
  if (!connection) return fail(connection.error());
  if (const auto checked = check_tables(settings, **connection); !checked) {
    if (checked.error().kind != ErrorKind::unavailable) return fail(checked.error());
    log::warn("DynamoDB does not answer; it is waited for", {{"detail", checked.error().message.en}});
  }
  return std::make_unique<DynamoDbStorage>(std::move(*connection), settings.tables);
}

Result<std::unique_ptr<Storage>> open_store_beside(const Settings& settings, const Clock& clock, Metrics& metrics) {
  if (settings.storage == StorageKind::dynamodb) return open_dynamodb(settings, clock, metrics);
  auto opened = ReadingStorage::open(settings.sqlite_path);
  if (!opened) return fail(opened.error());
  return std::unique_ptr<Storage>(std::move(*opened));
}

}  // namespace nss
