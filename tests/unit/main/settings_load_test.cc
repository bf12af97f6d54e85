#include "main/settings_load.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace nss {
namespace {

SettingsSources sources(std::map<std::string, std::string> environment = {}, std::vector<std::string> arguments = {},
                        std::string file = "") {
  SettingsSources result;
  if (!file.empty()) arguments.insert(arguments.end(), {"--config", "s.yaml"});
  auto line = parse_command_line(arguments);
  if (!line)
    ADD_FAILURE() << line.error().message.en;
  else
    result.command_line = *line;
  result.environment = std::move(environment);
  result.read_file = [file](const std::string& path) -> Result<std::string> {
    if (path == "s.yaml") return file;
    return fail(ErrorKind::invalid, "unreadable", "there is no such file");
  };
  result.facts.home = "/home/ana";
  result.facts.binary_folder = "/opt/ns";
  return result;
}

std::string error_of(const SettingsSources& s) {
  const auto settings = load_settings(s);
  if (settings) return "(no error)";
  EXPECT_EQ(settings.error().kind, ErrorKind::invalid);
  return settings.error().message.en;
}

const SettingOrigin& origin_of(const Settings& settings, const std::string& name) {
  const auto found =
      std::find_if(settings.origins.begin(), settings.origins.end(), [&](const auto& o) { return o.name == name; });
  EXPECT_NE(found, settings.origins.end()) << name;
  return *found;
}

TEST(SettingsLoad, defaults_are_those_of_the_specification) {
  const auto s = load_settings(sources());
  ASSERT_TRUE(s) << s.error().message.en;
  EXPECT_EQ(s->listen.host, "127.0.0.1");
  EXPECT_EQ(s->listen.port, 8080);
  EXPECT_EQ(s->listen_text, "127.0.0.1:8080");
  EXPECT_EQ(s->public_url, "");
  EXPECT_EQ(s->web_root, "/opt/ns/web");
  EXPECT_EQ(s->cluster, ClusterMode::simulated);
  EXPECT_EQ(s->kubeconfig, "/home/ana/.kube/config");
  EXPECT_EQ(s->kube_context, "");
  EXPECT_EQ(s->kube_max_in_flight, 32);
  EXPECT_EQ(s->cluster_name, "local");
  EXPECT_EQ(s->sqlite_path, "namespace-scheduler.db");
  EXPECT_EQ(s->spool_dir, "spool");
  EXPECT_EQ(s->timezone.name(), "America/Bogota");
  EXPECT_EQ(s->business_hours, BusinessHours());
  EXPECT_EQ(s->max_off_hours, 5);
  EXPECT_EQ(s->cost_center_label, "cost-center");
  EXPECT_EQ(s->grace, std::chrono::minutes(15));
  EXPECT_FALSE(s->dry_run);
  EXPECT_TRUE(s->weekly_view);
  EXPECT_EQ(s->rate_reads_per_minute, 1200U);
  EXPECT_EQ(s->rate_writes_per_minute, 120U);
  EXPECT_EQ(s->trusted_proxies, "");
  EXPECT_EQ(s->locale, "es");
  EXPECT_EQ(s->log_level, log::Level::info);
  EXPECT_EQ(s->log_format, LogFormat::json);
  EXPECT_FALSE(s->simulation.start);
  EXPECT_EQ(s->simulation.speed, 1);
  EXPECT_EQ(s->simulation.namespaces, 24);
  ASSERT_EQ(s->origins.size(), settings_table().size());
  for (std::size_t i = 0; i < s->origins.size(); ++i) {
    EXPECT_EQ(s->origins[i].name, settings_table()[i].name);
    EXPECT_EQ(s->origins[i].source, SettingSource::fallback);
    EXPECT_EQ(s->origins[i].place, "default");
  }
}

TEST(SettingsLoad, defaults_that_depend_on_where_it_runs) {
  auto pod = sources({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}});
  pod.facts.token_file_exists = true;
  EXPECT_EQ(load_settings(pod)->cluster, ClusterMode::in_cluster);

  pod.facts.own_namespace = "turnos";
  EXPECT_TRUE(load_settings(pod)->system_namespaces.contains("turnos")) << "our own namespace is a system one";
  EXPECT_FALSE(load_settings(sources())->system_namespaces.contains("turnos"));

  auto no_token = sources({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}});
  EXPECT_EQ(load_settings(no_token)->cluster, ClusterMode::simulated) << "the host alone is not a pod";
  auto no_host = sources();
  no_host.facts.token_file_exists = true;
  EXPECT_EQ(load_settings(no_host)->cluster, ClusterMode::simulated) << "the token alone is not a pod";

  auto terminal = sources();
  terminal.facts.stderr_is_terminal = true;
  EXPECT_EQ(load_settings(terminal)->log_format, LogFormat::text);

  auto nobody = sources();
  nobody.facts.home = "";
  nobody.facts.binary_folder = "";
  EXPECT_EQ(load_settings(nobody)->kubeconfig, "./.kube/config");
  EXPECT_EQ(load_settings(nobody)->web_root, "web");

  EXPECT_EQ(load_settings(sources({{"NSCHED_SQLITE_PATH", "/var/lib/ns/ns.db"}}))->spool_dir, "/var/lib/ns/spool");
}

struct ValueCase {
  const char* sentence;
  const char* name;
  std::string value;
  std::function<bool(const Settings&)> holds;  // empty: the value is wrong, and the error says `right`
  const char* right = "";
};

std::vector<ValueCase> cases_of_server_cluster_and_store() {
  return {
      {"every interface", "NSCHED_LISTEN", "[::]:9090",
       [](const Settings& s) { return s.listen.host == "::" && s.listen.port == 9090; }},
      {"a port alone is no address", "NSCHED_LISTEN", "8080", {}, "127.0.0.1:8080"},
      {"no port is that large", "NSCHED_LISTEN", "127.0.0.1:70000", {}, "127.0.0.1:8080"},
      {"a public address", "NSCHED_PUBLIC_URL", "https://ns.example.com/",
       [](const Settings& s) { return s.public_url == "https://ns.example.com"; }},
      {"a host is no address with a scheme", "NSCHED_PUBLIC_URL", "ns.example.com", {}, "https://scheduler.example.com"},
      {"another web root", "NSCHED_WEB_ROOT", "/srv/web", [](const Settings& s) { return s.web_root == "/srv/web"; }},
      {"a path ends somewhere", "NSCHED_WEB_ROOT", std::string(5000, 'a'), {}, "is not a path"},
      {"no limit of reads", "NSCHED_RATE_READS_PER_MINUTE", "0", [](const Settings& s) { return s.rate_reads_per_minute == 0; }},
      {"reads are not negative", "NSCHED_RATE_READS_PER_MINUTE", "-1", {}, "0 to 1000000"},
      {"a few writes", "NSCHED_RATE_WRITES_PER_MINUTE", "7", [](const Settings& s) { return s.rate_writes_per_minute == 7; }},
      {"writes are a number", "NSCHED_RATE_WRITES_PER_MINUTE", "many", {}, "0 to 1000000"},
      {"proxies", "NSCHED_TRUSTED_PROXIES", "10.0.0.7,fd00::/8",
       [](const Settings& s) { return s.trusted_proxies == "10.0.0.7,fd00::/8"; }},
      {"a proxy is an address", "NSCHED_TRUSTED_PROXIES", "proxy.example.com", {}, "proxy.example.com"},
      {"a kubeconfig is asked for by name", "NSCHED_CLUSTER", "kubeconfig",
       [](const Settings& s) { return s.cluster == ClusterMode::kubeconfig; }},
      {"in a pod", "NSCHED_CLUSTER", "in-cluster", [](const Settings& s) { return s.cluster == ClusterMode::in_cluster; }},
      {"an unknown sort of cluster", "NSCHED_CLUSTER", "minikube", {}, "in-cluster, kubeconfig, simulated"},
      {"several kubeconfigs", "KUBECONFIG", "/a:/b", [](const Settings& s) { return s.kubeconfig == "/a:/b"; }},
      {"too long for a path", "KUBECONFIG", std::string(4096, 'k'), {}, "is not a path"},
      {"a context", "NSCHED_KUBE_CONTEXT", "arn:aws:eks:x", [](const Settings& s) { return s.kube_context == "arn:aws:eks:x"; }},
      {"eight writes at once", "NSCHED_KUBE_MAX_IN_FLIGHT", "8", [](const Settings& s) { return s.kube_max_in_flight == 8; }},
      {"none at once does nothing", "NSCHED_KUBE_MAX_IN_FLIGHT", "0", {}, "1 to 256"},
      {"a cluster's name", "EKS_CLUSTER_NAME", "dev_2-b", [](const Settings& s) { return s.cluster_name == "dev_2-b"; }},
      {"a name that would break the store's keys", "EKS_CLUSTER_NAME", "dev#2", {}, "letters, digits"},
      {"a dry run", "NSCHED_DRY_RUN", "true", [](const Settings& s) { return s.dry_run; }},
      {"a page without the week", "NSCHED_WEEKLY_VIEW", "false", [](const Settings& s) { return !s.weekly_view; }},
      {"maybe is no answer", "NSCHED_DRY_RUN", "maybe", {}, "true nor false"},
      {"the embedded store", "NSCHED_STORAGE", "sqlite", [](const Settings& s) { return s.storage == StorageKind::sqlite; }},
      {"no store at all", "NSCHED_STORAGE", "postgres", {}, "sqlite, dynamodb"},
      {"another file", "NSCHED_SQLITE_PATH", "/data/n.db", [](const Settings& s) { return s.sqlite_path == "/data/n.db"; }},
      {"too long for a file", "NSCHED_SQLITE_PATH", std::string(4096, 'd'), {}, "is not a path"},
      {"another spool", "NSCHED_SPOOL_DIR", "/spool", [](const Settings& s) { return s.spool_dir == "/spool"; }},
      {"too long for a folder", "NSCHED_SPOOL_DIR", std::string(4096, 's'), {}, "is not a path"},
      {"a region", "AWS_REGION", "sa-east-1", [](const Settings& s) { return s.aws.region == "sa-east-1"; }},
      {"a region by its city", "AWS_REGION", "São Paulo", {}, "us-east-1"},
      {"DynamoDB Local", "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000/",
       [](const Settings& s) { return s.dynamodb_endpoint == "http://127.0.0.1:8000"; }},
      {"on this machine by its other address", "AWS_ENDPOINT_URL_DYNAMODB", "http://[::1]:8000",
       [](const Settings& s) { return s.dynamodb_endpoint == "http://[::1]:8000"; }},
      {"an endpoint of a network of one's own", "AWS_ENDPOINT_URL_DYNAMODB",
       "https://vpce-1.dynamodb.us-east-1.vpce.amazonaws.com",
       [](const Settings& s) { return s.dynamodb_endpoint.ends_with("vpce.amazonaws.com"); }},
      {"records in the open", "AWS_ENDPOINT_URL_DYNAMODB", "http://dynamodb.example.com", {}, "write https://"},
      {"an endpoint without a scheme", "AWS_ENDPOINT_URL_DYNAMODB", "127.0.0.1:8000", {}, "write https://"},
      {"an endpoint with a path", "AWS_ENDPOINT_URL_DYNAMODB", "https://a.example.com/b", {}, "write https://"},
      {"the seeds' production table", "DYNAMODB_TABLE_NAME", "task-scheduler-logs-production",
       [](const Settings& s) { return s.tables.activity == "task-scheduler-logs-production"; }},
      {"a name that is too short", "DYNAMODB_TABLE_NAME", "ab", {}, "3 to 255"},
      {"permissions", "PERMISSIONS_TABLE_NAME", "cost-center-permissions-production",
       [](const Settings& s) { return s.tables.permissions == "cost-center-permissions-production"; }},
      {"a name with a space", "PERMISSIONS_TABLE_NAME", "cost centers", {}, "3 to 255"},
      {"metrics", "METRICS_TABLE_NAME", "m.1", [](const Settings& s) { return s.tables.metrics == "m.1"; }},
      {"no name", "METRICS_TABLE_NAME", "#", {}, "3 to 255"},
      {"state", "STATE_TABLE_NAME", "state_2", [](const Settings& s) { return s.tables.state == "state_2"; }},
      {"an endless name", "STATE_TABLE_NAME", std::string(256, 'a'), {}, "3 to 255"},
  };
}

std::vector<ValueCase> cases_of_rules_people_and_simulation() {
  return {
      {"another zone", "NSCHED_TIMEZONE", "Europe/Madrid",
       [](const Settings& s) { return s.timezone.name() == "Europe/Madrid"; }},
      {"a misspelt zone", "NSCHED_TIMEZONE", "America/Bogotá", {}, "America/Bogota"},
      {"a shorter day", "NSCHED_BUSINESS_HOURS", "08:30-17:00",
       [](const Settings& s) {
         return s.business_hours.hours_text() == "08:30-17:00" && s.business_hours.days_text() == "MON-FRI";
       }},
      {"a day that ends before it begins", "NSCHED_BUSINESS_HOURS", "20:00-07:00", {}, "07:00-20:00"},
      {"Saturdays too", "NSCHED_BUSINESS_DAYS", "MON-SAT",
       [](const Settings& s) {
         return s.business_hours.days_text() == "MON-SAT" && s.business_hours.hours_text() == "07:00-20:00";
       }},
      {"days in no known language", "NSCHED_BUSINESS_DAYS", "LUN-VIE", {}, "MON-FRI"},
      {"more places", "NSCHED_MAX_OFF_HOURS", "8", [](const Settings& s) { return s.max_off_hours == 8; }},
      {"places are whole", "NSCHED_MAX_OFF_HOURS", "2.5", {}, "0 to 1000"},
      {"another label", "NSCHED_COST_CENTER_LABEL", "finance.example.com/cc",
       [](const Settings& s) { return s.cost_center_label == "finance.example.com/cc"; }},
      {"a key that no label can have", "NSCHED_COST_CENTER_LABEL", "cost center", {}, "label"},
      {"a longer grace", "NSCHED_GRACE", "1h30m", [](const Settings& s) { return s.grace == std::chrono::minutes(90); }},
      {"a grace without a unit", "NSCHED_GRACE", "15", {}, "15m"},
      {"observed holidays", "NSCHED_HOLIDAYS", "observe", [](const Settings& s) { return s.holidays == HolidayMode::observe; }},
      {"a mode that there is not", "NSCHED_HOLIDAYS", "ignore", {}, "mark, observe"},
      {"a price of a core", "NSCHED_PRICE_CPU_HOUR", "0.0405", [](const Settings& s) { return s.price_cpu_hour == 40'500; }},
      {"a price with a comma", "NSCHED_PRICE_CPU_HOUR", "0,04", {}, "a number like 0.0405"},
      {"memory for nothing", "NSCHED_PRICE_GIB_HOUR", "0", [](const Settings& s) { return s.price_gib_hour == 0; }},
      {"nobody is paid for memory", "NSCHED_PRICE_GIB_HOUR", "-1", {}, "a number like 0.0405"},
      {"pesos", "NSCHED_CURRENCY", "COP", [](const Settings& s) { return s.currency == "COP"; }},
      {"a currency by its sign", "NSCHED_CURRENCY", "$", {}, "ISO 4217"},
      {"English", "NSCHED_LOCALE", "en", [](const Settings& s) { return s.locale == "en"; }},
      {"a language that we do not speak", "NSCHED_LOCALE", "fr", {}, "es, en"},
      {"everything in the log", "NSCHED_LOG_LEVEL", "debug", [](const Settings& s) { return s.log_level == log::Level::debug; }},
      {"a level of another logger", "NSCHED_LOG_LEVEL", "trace", {}, "debug, info, warn, error"},
      {"a log for people", "NSCHED_LOG_FORMAT", "text", [](const Settings& s) { return s.log_format == LogFormat::text; }},
      {"a form that nobody writes", "NSCHED_LOG_FORMAT", "xml", {}, "json, text"},
      {"a Monday evening", "NSCHED_SIMULATED_TIME", "2026-06-01T19:58:00-05:00",
       [](const Settings& s) { return s.simulation.start == Seconds(std::chrono::seconds(1780361880)); }},
      {"the present", "NSCHED_SIMULATED_TIME", "now", [](const Settings& s) { return !s.simulation.start; }},
      {"a time without a day", "NSCHED_SIMULATED_TIME", "19:58", {}, "RFC 3339"},
      {"an hour a second", "NSCHED_SIMULATED_SPEED", "3600", [](const Settings& s) { return s.simulation.speed == 3600; }},
      {"too fast", "NSCHED_SIMULATED_SPEED", "3601", {}, "1 to 3600"},
      {"a small cluster", "NSCHED_SIMULATED_NAMESPACES", "3", [](const Settings& s) { return s.simulation.namespaces == 3; }},
      {"a cluster without namespaces", "NSCHED_SIMULATED_NAMESPACES", "0", {}, "1 to 1000"},
  };
}

const std::vector<ValueCase>& value_cases() {
  static const std::vector<ValueCase> cases = [] {
    auto all = cases_of_server_cluster_and_store();
    for (ValueCase& c : cases_of_rules_people_and_simulation()) all.push_back(std::move(c));
    return all;
  }();
  return cases;
}

// The ways to say it: all three must understand the same values and name themselves in the error.
struct Way {
  const char* where;
  std::function<SettingsSources(const SettingRow&, const std::string&)> say;
};

std::string yaml_quoted(const std::string& text) { return "'" + text + "'"; }

const std::vector<Way>& ways() {
  static const std::vector<Way> all = {
      {"flag ", [](const SettingRow& row, const std::string& v) { return sources({}, {std::string(row.flag) + "=" + v}); }},
      {"environment", [](const SettingRow& row, const std::string& v) { return sources({{std::string(row.name), v}}); }},
      {"file s.yaml, line 2",
       [](const SettingRow& row, const std::string& v) {
         return sources({}, {}, "# settings\n" + std::string(row.name) + ": " + yaml_quoted(v) + "\n");
       }},
      {"file s.yaml, line 1",
       [](const SettingRow& row, const std::string& v) {
         return sources({}, {}, std::string(flag_word(row)) + ": " + yaml_quoted(v) + "\n");
       }},
  };
  return all;
}

TEST(SettingsLoad, dynamodb_wants_the_name_of_the_cluster) {
  const auto nameless = load_settings(sources({{"NSCHED_STORAGE", "dynamodb"}}));
  ASSERT_FALSE(nameless);
  EXPECT_EQ(nameless.error().message.en.rfind("EKS_CLUSTER_NAME (default): ", 0), 0U) << nameless.error().message.en;
  const auto settings = load_settings(sources({{"NSCHED_STORAGE", "dynamodb"}, {"EKS_CLUSTER_NAME", "local"}}));
  ASSERT_TRUE(settings) << "chosen, though it is the default";
  EXPECT_EQ(settings->storage, StorageKind::dynamodb);
  EXPECT_EQ(settings->tables.activity, "namespace_activity_logs");
  EXPECT_EQ(settings->tables.permissions, "cost_center_permissions");
  EXPECT_EQ(settings->tables.metrics, "system_metrics");
  EXPECT_EQ(settings->tables.state, "scheduler_state");
}

TEST(SettingsLoad, what_every_aws_tool_reads_is_read_and_not_shown) {
  const auto settings = load_settings(sources({{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                                               {"AWS_SECRET_ACCESS_KEY", "wJalrXUtn"},
                                               {"AWS_DEFAULT_REGION", "sa-east-1"},
                                               {"AWS_PROFILE", "night"}}));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->aws.secret_access_key, "wJalrXUtn");
  EXPECT_EQ(settings->aws.profile, "night");
  EXPECT_EQ(settings->aws.region, "sa-east-1");
  for (const SettingOrigin& origin : settings->origins) EXPECT_EQ(origin.value.find("wJalr"), std::string::npos) << origin.name;
  const auto both = load_settings(sources({{"AWS_DEFAULT_REGION", "sa-east-1"}}, {"--aws-region", "us-east-1"}));
  EXPECT_EQ(both->aws.region, "us-east-1");
}

TEST(SettingsLoad, every_setting_takes_good_values_and_refuses_bad_ones_wherever_they_stand) {
  for (const ValueCase& c : value_cases()) {
    const SettingRow* row = find_setting(c.name);
    ASSERT_NE(row, nullptr) << c.name;
    for (const Way& way : ways()) {
      const auto settings = load_settings(way.say(*row, c.value));
      if (c.holds) {
        ASSERT_TRUE(settings) << c.sentence << ", by " << way.where << ": " << settings.error().message.en;
        EXPECT_TRUE(c.holds(*settings)) << c.sentence << ", by " << way.where;
        EXPECT_EQ(origin_of(*settings, c.name).value, c.value) << c.sentence;
        continue;
      }
      ASSERT_FALSE(settings) << c.sentence << ", by " << way.where;
      const std::string& line = settings.error().message.en;
      EXPECT_EQ(settings.error().code, "invalid_setting");
      EXPECT_EQ(line.rfind(std::string(c.name) + " (" + way.where, 0), 0U) << c.sentence << ": names what and where: " << line;
      EXPECT_NE(line.find(c.right), std::string::npos) << c.sentence << ": says what would be right: " << line;
      EXPECT_LE(line.size(), 500U);
      EXPECT_EQ(line.find('\n'), std::string::npos);
    }
  }
}

TEST(SettingsLoad, the_cases_cover_the_whole_table) {
  std::set<std::string> covered;
  for (const ValueCase& c : value_cases()) covered.insert(c.name);
  covered.insert({"NSCHED_SYSTEM_NAMESPACES", "NSCHED_NAMESPACE_SELECTOR"});  // tested below
  for (const SettingRow& row : settings_table()) EXPECT_TRUE(covered.contains(std::string(row.name))) << row.name;
}

TEST(SettingsLoad, which_namespaces_are_ours) {
  const auto s = load_settings(
      sources({{"NSCHED_SYSTEM_NAMESPACES", "plataforma-*,!monitoring"}, {"NSCHED_NAMESPACE_SELECTOR", "env!=prod"}}));
  ASSERT_TRUE(s) << s.error().message.en;
  EXPECT_TRUE(s->system_namespaces.contains("plataforma-red"));
  EXPECT_FALSE(s->system_namespaces.contains("monitoring"));
  EXPECT_TRUE(s->system_namespaces.contains("kube-system"));
  EXPECT_FALSE(s->namespace_selector.matches({{"env", "prod"}}));
  EXPECT_TRUE(s->namespace_selector.matches({{"env", "dev"}}));
  EXPECT_NE(error_of(sources({{"NSCHED_SYSTEM_NAMESPACES", "Not A Name"}})).find("NSCHED_SYSTEM_NAMESPACES (environment)"),
            std::string::npos);
  EXPECT_NE(error_of(sources({{"NSCHED_NAMESPACE_SELECTOR", "env in (dev"}})).find("NSCHED_NAMESPACE_SELECTOR (environment)"),
            std::string::npos);
}

TEST(SettingsLoad, hours_and_days_are_one_value_in_the_end) {
  const auto s = load_settings(sources({{"NSCHED_BUSINESS_HOURS", "09:00-24:00"}, {"NSCHED_BUSINESS_DAYS", "SAT,SUN"}}));
  ASSERT_TRUE(s) << s.error().message.en;
  EXPECT_EQ(s->business_hours.hours_text(), "09:00-24:00");
  EXPECT_EQ(s->business_hours.days_text(), "SAT,SUN");
}

TEST(SettingsLoad, a_flag_that_is_true_or_false_stands_alone) {
  EXPECT_TRUE(load_settings(sources({}, {"--dry-run"}))->dry_run);
  EXPECT_FALSE(load_settings(sources({{"NSCHED_DRY_RUN", "true"}}, {"--dry-run=false"}))->dry_run);
}

TEST(SettingsLoad, unknown_names_stop_the_start_with_the_nearest_one) {
  EXPECT_EQ(error_of(sources({{"NSCHED_TIMEZON", "UTC"}})),
            "environment: \"NSCHED_TIMEZON\" is not a setting; did you mean NSCHED_TIMEZONE?");
  EXPECT_EQ(error_of(sources({{"NSCHED_MAXOFFHOURS", "5"}})),
            "environment: \"NSCHED_MAXOFFHOURS\" is not a setting; did you mean NSCHED_MAX_OFF_HOURS?");
  EXPECT_EQ(error_of(sources({{"NSCHED_TIMEZON", ""}})).rfind("environment: ", 0), 0U) << "also when it is empty";
  EXPECT_EQ(error_of(sources({}, {}, "NSCHED_GRACE: 5m\ntime-zone: UTC\n")),
            "file s.yaml, line 2: \"time-zone\" is not a setting; did you mean timezone?");
}

TEST(SettingsLoad, what_others_put_into_the_environment_is_ignored) {
  const auto s = load_settings(sources({{"NSCHED_PORT", "tcp://10.0.0.9:8080"},
                                        {"NSCHED_SERVICE_HOST", "10.0.0.9"},
                                        {"NSCHED_SERVICE_PORT", "8080"},
                                        {"NSCHED_SERVICE_PORT_HTTP", "8080"},
                                        {"NSCHED_PORT_8080_TCP", "tcp://10.0.0.9:8080"},
                                        {"NSCHED_PORT_8080_TCP_PROTO", "tcp"},
                                        {"TZ", "Asia/Tokyo"},
                                        {"LANG", "C"},
                                        {"NSCHED_GRACE", ""},
                                        {"cluster", "kubeconfig"}}));
  ASSERT_TRUE(s) << s.error().message.en;
  EXPECT_EQ(s->timezone.name(), "America/Bogota") << "TZ is not ours";
  EXPECT_EQ(s->grace, std::chrono::minutes(15)) << "empty is not set";
  EXPECT_EQ(s->cluster, ClusterMode::simulated) << "a flag's word is no variable";
}

TEST(SettingsLoad, the_simulation_has_settings_that_a_real_cluster_has_not) {
  for (const char* name : {"NSCHED_SIMULATED_TIME", "NSCHED_SIMULATED_SPEED", "NSCHED_SIMULATED_NAMESPACES"}) {
    const std::string value = name == std::string("NSCHED_SIMULATED_TIME") ? "now" : "2";
    EXPECT_TRUE(load_settings(sources({{name, value}}))) << name;
    const std::string line = error_of(sources({{name, value}, {"NSCHED_CLUSTER", "kubeconfig"}}));
    EXPECT_EQ(line.rfind(std::string(name) + " (environment): the cluster is kubeconfig", 0), 0U) << line;
  }
}

TEST(SettingsLoad, a_file_that_cannot_be_used_is_one_clear_line) {
  auto missing = sources();
  missing.command_line.config_file = "elsewhere.yaml";
  EXPECT_EQ(error_of(missing), "--config \"elsewhere.yaml\": there is no such file");
  EXPECT_EQ(error_of(sources({}, {}, "grace: 5m\nNSCHED_GRACE: 6m\n")),
            "file s.yaml, line 2: NSCHED_GRACE is there twice, first in file s.yaml, line 1; leave one");
  const std::string broken = error_of(sources({}, {}, "grace: 5m\nx: y: z\n"));
  EXPECT_EQ(broken.rfind("file s.yaml, line 2: not YAML", 0), 0U) << broken;
}

TEST(SettingsLoad, an_error_is_one_line_whatever_was_written) {
  const std::string line = error_of(sources({{"NSCHED_LISTEN", "127.0.0.1\n\x1b[31m:8080" + std::string(2000, 'x')}}));
  EXPECT_LE(line.size(), 500U);
  EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; })) << line;
}

// Four sources, any of them silent: the strongest that speaks wins, and is the one that is named.
RC_GTEST_PROP(SettingsLoad, the_strongest_source_that_speaks_wins, ()) {
  const auto number = [] { return *rc::gen::inRange(0, 1000); };
  const bool flag = *rc::gen::arbitrary<bool>();
  const bool environment = *rc::gen::arbitrary<bool>();
  const bool file = *rc::gen::arbitrary<bool>();
  const int of_flag = number();
  const int of_environment = number();
  const int of_file = number();
  const auto s = load_settings(
      sources(environment ? std::map<std::string, std::string>{{"NSCHED_MAX_OFF_HOURS", std::to_string(of_environment)}}
                          : std::map<std::string, std::string>{},
              flag ? std::vector<std::string>{"--max-off-hours", std::to_string(of_flag)} : std::vector<std::string>{},
              file ? "max-off-hours: " + std::to_string(of_file) + "\n" : ""));
  RC_ASSERT(s.has_value());
  RC_ASSERT(s->max_off_hours == (flag ? of_flag : environment ? of_environment : file ? of_file : 5));
  RC_ASSERT(origin_of(*s, "NSCHED_MAX_OFF_HOURS").place == (flag          ? "flag --max-off-hours"
                                                            : environment ? "environment"
                                                            : file        ? "file s.yaml, line 1"
                                                                          : "default"));
}

// A weaker source that is wrong is not looked at when a stronger one speaks: a person can always override a broken image.
TEST(SettingsLoad, an_overridden_value_is_not_judged) {
  EXPECT_EQ(load_settings(sources({{"NSCHED_GRACE", "soon"}}, {"--grace", "2m"}))->grace, std::chrono::minutes(2));
}

RC_GTEST_PROP(SettingsLoad, any_text_in_any_setting_is_taken_or_refused_by_name, (const std::string& text)) {
  const auto& row = settings_table()[*rc::gen::inRange<std::size_t>(0, settings_table().size())];
  const auto s = load_settings(sources({{std::string(row.name), text}}));
  if (!s) RC_ASSERT(s.error().message.en.rfind(std::string(row.name), 0) == 0);
}

}  // namespace
}  // namespace nss
