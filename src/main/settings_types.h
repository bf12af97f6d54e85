// What holds, as types that cannot be wrong: the result of settings_load.h. Plain values, made once before the first
// thread starts and never changed afterwards; wiring hands each part of the program the few members that it needs.
// Units are in the type or in the name. What each setting means: settings_table.cc, docs/settings.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/aws/environment.h"
#include "adapters/dynamodb/tables.h"
#include "adapters/http_server/listen_address.h"
#include "adapters/telemetry/log_sink.h"
#include "base/log.h"
#include "base/time.h"
#include "domain/business_hours.h"
#include "domain/label_selector.h"
#include "domain/live_settings.h"
#include "domain/system_namespaces.h"
#include "domain/time_zone.h"

namespace nss {

enum class StorageKind : std::uint8_t { sqlite, dynamodb };
const char* to_string(StorageKind kind);  // "sqlite", "dynamodb"

enum class ClusterMode : std::uint8_t { in_cluster, kubeconfig, simulated };
const char* to_string(ClusterMode mode);  // "in-cluster", "kubeconfig", "simulated"

struct SimulationSettings {
  std::optional<Seconds> start;  // empty: now, or where the stored simulation stood
  int speed = 1;                 // 1 to 3,600
  int namespaces = 24;
};

// Where a value comes from. `place` says it so that a person finds it: "flag --grace", "environment",
// "file settings.yaml, line 3", "default".
enum class SettingSource : std::uint8_t { flag, environment, file, fallback };
struct SettingOrigin {
  std::string name;   // of the table: NSCHED_GRACE
  std::string value;  // as it was written; of a default as it was worked out. Secrets too: print only masked
  SettingSource source = SettingSource::fallback;
  std::string place;
};

struct Settings {
  ListenAddress listen;
  std::string listen_text;  // the same, as HttpServerOptions::listen wants it
  std::string public_url;   // https://scheduler.example.com, no slash at the end; empty: none
  std::string web_root;
  bool weekly_view = true;  // the page shows the week

  ClusterMode cluster = ClusterMode::simulated;
  std::string kubeconfig;    // a path, or several with ':' between them, as kubectl reads it
  std::string kube_context;  // empty: the file's current one
  int kube_max_in_flight = 32;
  std::string cluster_name;  // EKS_CLUSTER_NAME

  StorageKind storage = StorageKind::sqlite;
  std::string sqlite_path;
  std::string spool_dir;
  TableNames tables;
  AwsEnvironment aws;             // what every AWS tool reads; holds secrets, never shown
  std::string dynamodb_endpoint;  // empty: the region's own

  TimeZone timezone;
  BusinessHours business_hours;
  int max_off_hours = 5;
  bool in_pod = false;        // by StartFacts
  std::string own_namespace;  // where our pod runs, by StartFacts; empty outside a pod
  SystemNamespaces system_namespaces;
  LabelSelector namespace_selector;
  std::string cost_center_label;
  std::chrono::seconds grace{900};
  bool dry_run = false;
  HolidayMode holidays = HolidayMode::mark;
  std::optional<Micros> price_cpu_hour;  // empty: none
  std::optional<Micros> price_gib_hour;
  std::string currency;

  std::uint32_t rate_reads_per_minute = 1200;  // 0: none
  std::uint32_t rate_writes_per_minute = 120;  // 0: none
  std::string trusted_proxies;                 // 10.0.0.7,10.1.0.0/16,fd00::/8; empty: none

  std::string locale;  // es, en
  log::Level log_level = log::Level::info;
  LogFormat log_format = LogFormat::json;

  SimulationSettings simulation;

  std::vector<SettingOrigin> origins;  // one for each row of the table, in its order
};

}  // namespace nss
