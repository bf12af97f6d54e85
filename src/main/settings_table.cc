#include "main/settings_table.h"

#include <algorithm>
#include <array>

#include "adapters/rest/rest_api.h"
#include "main/settings_values.h"

namespace nss {
namespace {

using G = SettingGroup;

// Puts a parsed value into its member, or passes the error on.
template <typename Member, typename Value>
Result<void> keep(Member& member, Result<Value> value) {
  if (!value) return fail(std::move(value.error()));
  member = static_cast<Member>(std::move(*value));
  return {};
}

Result<void> apply_listen(Settings& s, const std::string& text) {
  s.listen_text = text;
  return keep(s.listen, parse_listen_address(text));
}

Result<void> apply_trusted_proxies(Settings& s, const std::string& text) {
  if (auto error = check_trusted_proxies(text)) return fail(std::move(*error));
  s.trusted_proxies = text;
  return {};
}

// Hours and days are two settings and one value: each is checked beside a good other half.
Result<void> apply_business_hours(Settings& s, const std::string& text) {
  return keep(s.business_hours, BusinessHours::parse(text, s.business_hours.days_text()));
}

Result<void> apply_business_days(Settings& s, const std::string& text) {
  return keep(s.business_hours, BusinessHours::parse(s.business_hours.hours_text(), text));
}

Result<void> keep_price(std::optional<Micros>& price, const std::string& text) {
  price.reset();
  if (text.empty()) return {};
  auto parsed = parse_price(text);
  if (!parsed) return fail(std::move(parsed.error()));
  price = *parsed;
  return {};
}

std::string beside(const std::string& path, const std::string& name) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? name : path.substr(0, slash + 1) + name;
}

const std::array rows = {
    SettingRow{.group = G::server,
               .name = "NSCHED_LISTEN",
               .flag = "--listen",
               .default_value = "127.0.0.1:8080",
               .default_words = "",
               .form = "ADDRESS:PORT",
               .meaning = "address of page and API; [::]:8080 is every interface",
               .apply = apply_listen},
    SettingRow{.group = G::server,
               .name = "NSCHED_PUBLIC_URL",
               .flag = "--public-url",
               .default_value = "",
               .default_words = "none",
               .form = "http(s)://HOST[:PORT]",
               .meaning = "the address that people use; a request for another host is refused (probes and /metrics are spared)",
               .apply = [](Settings& s, const std::string& t) { return keep(s.public_url, parse_public_url(t)); }},
    SettingRow{.group = G::server,
               .name = "NSCHED_WEB_ROOT",
               .flag = "--web-root",
               .default_value = "",
               .default_words = "`web` beside the binary",
               .form = "FOLDER",
               .meaning = "folder of the page",
               .apply = [](Settings& s, const std::string& t) { return keep(s.web_root, parse_path(t)); },
               .work_out =
                   [](const StartFacts& facts, const Settings&) {
                     return facts.binary_folder.empty() ? std::string("web") : facts.binary_folder + "/web";
                   }},
    SettingRow{.group = G::server,
               .name = "NSCHED_RATE_READS_PER_MINUTE",
               .flag = "--rate-reads-per-minute",
               .default_value = "1200",
               .default_words = "",
               .form = "0 to 1000000",
               .meaning = "reading requests of one caller in a minute; 0 is no limit",
               .apply = [](Settings& s,
                           const std::string& t) { return keep(s.rate_reads_per_minute, parse_whole_number(t, 0, 1'000'000)); }},
    SettingRow{.group = G::server,
               .name = "NSCHED_RATE_WRITES_PER_MINUTE",
               .flag = "--rate-writes-per-minute",
               .default_value = "120",
               .default_words = "",
               .form = "0 to 1000000",
               .meaning = "changing requests of one caller in a minute; 0 is no limit",
               .apply = [](Settings& s,
                           const std::string& t) { return keep(s.rate_writes_per_minute, parse_whole_number(t, 0, 1'000'000)); }},
    SettingRow{.group = G::server,
               .name = "NSCHED_TRUSTED_PROXIES",
               .flag = "--trusted-proxies",
               .default_value = "",
               .default_words = "none",
               .form = "ADDRESS[/BITS],…",
               .meaning = "proxies whose X-Forwarded-For and X-Forwarded-User count",
               .apply = apply_trusted_proxies},

    SettingRow{.group = G::cluster,
               .name = "NSCHED_CLUSTER",
               .flag = "--cluster",
               .default_value = "",
               .default_words = "`in-cluster` in a pod, else `simulated`",
               .form = "in-cluster, kubeconfig, simulated",
               .meaning = "which cluster is watched and changed",
               .apply = [](Settings& s, const std::string& t) { return keep(s.cluster, parse_cluster_mode(t)); },
               .work_out =
                   [](const StartFacts& facts, const Settings&) {
                     return std::string(to_string(facts.in_pod() ? ClusterMode::in_cluster : ClusterMode::simulated));
                   }},
    SettingRow{
        .group = G::cluster,
        .name = "KUBECONFIG",
        .flag = "--kubeconfig",
        .default_value = "",
        .default_words = "`~/.kube/config`",
        .form = "FILE[:FILE…]",
        .meaning = "contexts and credentials, as kubectl reads them; used only with NSCHED_CLUSTER=kubeconfig",
        .apply = [](Settings& s, const std::string& t) { return keep(s.kubeconfig, parse_path(t)); },
        .work_out = [](const StartFacts& facts,
                       const Settings&) { return (facts.home.empty() ? std::string(".") : facts.home) + "/.kube/config"; }},
    SettingRow{.group = G::cluster,
               .name = "NSCHED_KUBE_CONTEXT",
               .flag = "--kube-context",
               .default_value = "",
               .default_words = "the file's current one",
               .form = "NAME",
               .meaning = "context of the kubeconfig",
               .apply = [](Settings& s, const std::string& t) { return keep(s.kube_context, Result<std::string>(t)); }},
    SettingRow{
        .group = G::cluster,
        .name = "NSCHED_KUBE_MAX_IN_FLIGHT",
        .flag = "--kube-max-in-flight",
        .default_value = "32",
        .default_words = "",
        .form = "1 to 256",
        .meaning = "concurrent writes to the API server",
        .apply = [](Settings& s, const std::string& t) { return keep(s.kube_max_in_flight, parse_whole_number(t, 1, 256)); }},
    SettingRow{.group = G::cluster,
               .name = "EKS_CLUSTER_NAME",
               .flag = "--eks-cluster-name",
               .default_value = "local",
               .default_words = "",
               .form = "NAME",
               .meaning = "the cluster's name in every record",
               .apply = [](Settings& s, const std::string& t) { return keep(s.cluster_name, parse_cluster_name(t)); }},
    SettingRow{.group = G::cluster,
               .name = "NSCHED_DRY_RUN",
               .flag = "--dry-run",
               .default_value = "false",
               .default_words = "",
               .form = "true, false",
               .meaning = "compute, record and show everything; write nothing to the cluster",
               .apply = [](Settings& s, const std::string& t) { return keep(s.dry_run, parse_flag_value(t)); },
               .stands_alone = true},

    SettingRow{.group = G::store,
               .name = "NSCHED_STORAGE",
               .flag = "--storage",
               .default_value = "sqlite",
               .default_words = "",
               .form = "sqlite, dynamodb",
               .meaning = "which store keeps the records",
               .apply = [](Settings& s, const std::string& t) { return keep(s.storage, parse_storage_kind(t)); }},
    SettingRow{.group = G::store,
               .name = "NSCHED_SQLITE_PATH",
               .flag = "--sqlite-path",
               .default_value = "namespace-scheduler.db",
               .default_words = "",
               .form = "FILE",
               .meaning = "the SQLite file; its folder must exist",
               .apply = [](Settings& s, const std::string& t) { return keep(s.sqlite_path, parse_path(t)); }},
    SettingRow{.group = G::store,
               .name = "NSCHED_SPOOL_DIR",
               .flag = "--spool-dir",
               .default_value = "",
               .default_words = "`spool` beside the SQLite file",
               .form = "FOLDER",
               .meaning = "records of a restore that wait until the store takes them",
               .apply = [](Settings& s, const std::string& t) { return keep(s.spool_dir, parse_path(t)); },
               .work_out = [](const StartFacts&, const Settings& so_far) { return beside(so_far.sqlite_path, "spool"); }},
    SettingRow{.group = G::store,
               .name = "AWS_REGION",
               .flag = "--aws-region",
               .default_value = "",
               .default_words = "AWS_DEFAULT_REGION, or that of the profile",
               .form = "us-east-1",
               .meaning = "the region of the DynamoDB tables",
               .apply = [](Settings& s, const std::string& t) { return keep(s.aws.region, parse_region(t)); }},
    SettingRow{.group = G::store,
               .name = "AWS_ENDPOINT_URL_DYNAMODB",
               .flag = "--aws-endpoint-url-dynamodb",
               .default_value = "",
               .default_words = "AWS_ENDPOINT_URL, else the region's own",
               .form = "URL",
               .meaning = "another address of DynamoDB; plain http only on this machine",
               .apply = [](Settings& s, const std::string& t) { return keep(s.dynamodb_endpoint, parse_endpoint(t)); }},
    SettingRow{.group = G::store,
               .name = "DYNAMODB_TABLE_NAME",
               .flag = "--dynamodb-table-name",
               .default_value = "namespace_activity_logs",
               .default_words = "",
               .form = "NAME",
               .meaning = "the table of activities",
               .apply = [](Settings& s, const std::string& t) { return keep(s.tables.activity, parse_table_name(t)); }},
    SettingRow{.group = G::store,
               .name = "PERMISSIONS_TABLE_NAME",
               .flag = "--permissions-table-name",
               .default_value = "cost_center_permissions",
               .default_words = "",
               .form = "NAME",
               .meaning = "the table of cost centres' permissions",
               .apply = [](Settings& s, const std::string& t) { return keep(s.tables.permissions, parse_table_name(t)); }},
    SettingRow{.group = G::store,
               .name = "METRICS_TABLE_NAME",
               .flag = "--metrics-table-name",
               .default_value = "system_metrics",
               .default_words = "",
               .form = "NAME",
               .meaning = "the table of the product's own numbers",
               .apply = [](Settings& s, const std::string& t) { return keep(s.tables.metrics, parse_table_name(t)); }},
    SettingRow{.group = G::store,
               .name = "STATE_TABLE_NAME",
               .flag = "--state-table-name",
               .default_value = "scheduler_state",
               .default_words = "",
               .form = "NAME",
               .meaning = "the table of everything else",
               .apply = [](Settings& s, const std::string& t) { return keep(s.tables.state, parse_table_name(t)); }},

    SettingRow{.group = G::rules,
               .name = "NSCHED_TIMEZONE",
               .flag = "--timezone",
               .default_value = "America/Bogota",
               .default_words = "",
               .form = "IANA name",
               .meaning = "zone of every rule; the process's TZ is ignored",
               .apply = [](Settings& s, const std::string& t) { return keep(s.timezone, TimeZone::load(t)); }},
    SettingRow{.group = G::rules,
               .name = "NSCHED_BUSINESS_HOURS",
               .flag = "--business-hours",
               .default_value = "07:00-20:00",
               .default_words = "",
               .form = "HH:MM-HH:MM",
               .meaning = "start and end of the business day, the end at most 24:00; the two built-in tasks follow it",
               .apply = apply_business_hours},
    SettingRow{.group = G::rules,
               .name = "NSCHED_BUSINESS_DAYS",
               .flag = "--business-days",
               .default_value = "MON-FRI",
               .default_words = "",
               .form = "MON-FRI, MON,WED,SAT",
               .meaning = "days with business hours",
               .apply = apply_business_days},
    SettingRow{.group = G::rules,
               .name = "NSCHED_MAX_OFF_HOURS",
               .flag = "--max-off-hours",
               .default_value = "5",
               .default_words = "",
               .form = "0 to 1000",
               .meaning = "places: how many namespaces may be kept on outside business hours",
               .apply = [](Settings& s, const std::string& t) { return keep(s.max_off_hours, parse_whole_number(t, 0, 1000)); }},
    SettingRow{
        .group = G::rules,
        .name = "NSCHED_SYSTEM_NAMESPACES",
        .flag = "--system-namespaces",
        .default_value = "",
        .default_words = "none",
        .form = "NAME or GLOB,…",
        .meaning = "namespaces that are never touched, added to the built-in list; !name takes one out of it",
        .apply = [](Settings& s,
                    const std::string& t) { return keep(s.system_namespaces, SystemNamespaces::make(t, s.own_namespace)); }},
    SettingRow{.group = G::rules,
               .name = "NSCHED_NAMESPACE_SELECTOR",
               .flag = "--namespace-selector",
               .default_value = "",
               .default_words = "all user namespaces",
               .form = "label selector",
               .meaning = "only namespaces with these labels are managed, such as team=pagos,env!=prod",
               .apply = [](Settings& s, const std::string& t) { return keep(s.namespace_selector, LabelSelector::parse(t)); }},
    SettingRow{.group = G::rules,
               .name = "NSCHED_COST_CENTER_LABEL",
               .flag = "--cost-center-label",
               .default_value = "cost-center",
               .default_words = "",
               .form = "label key",
               .meaning = "the label of a namespace that names its cost centre",
               .apply = [](Settings& s, const std::string& t) { return keep(s.cost_center_label, parse_label_key(t)); }},
    SettingRow{.group = G::rules,
               .name = "NSCHED_GRACE",
               .flag = "--grace",
               .default_value = "15m",
               .default_words = "",
               .form = "90s, 15m, 1h30m",
               .meaning = "how long a new, or by hand awakened, workload in a sleeping namespace stays on; at most 24h",
               .apply = [](Settings& s, const std::string& t) { return keep(s.grace, parse_duration(t)); }},

    SettingRow{
        .group = G::rules,
        .name = "NSCHED_HOLIDAYS",
        .flag = "--holidays",
        .default_value = "mark",
        .default_words = "",
        .form = "mark, observe",
        .meaning = "a holiday is a business day that is marked, or no business day; given here it cannot be changed on the page",
        .apply = [](Settings& s, const std::string& t) { return keep(s.holidays, parse_holidays(t)); }},
    SettingRow{.group = G::reports,
               .name = "NSCHED_PRICE_CPU_HOUR",
               .flag = "--price-cpu-hour",
               .default_value = "",
               .default_words = "none",
               .form = "0.0405",
               .meaning = "what one core costs in an hour, for the money in reports; none: hours only",
               .apply = [](Settings& s, const std::string& t) { return keep_price(s.price_cpu_hour, t); }},
    SettingRow{.group = G::reports,
               .name = "NSCHED_PRICE_GIB_HOUR",
               .flag = "--price-gib-hour",
               .default_value = "",
               .default_words = "none",
               .form = "0.0045",
               .meaning = "what one GiB of memory costs in an hour",
               .apply = [](Settings& s, const std::string& t) { return keep_price(s.price_gib_hour, t); }},
    SettingRow{.group = G::reports,
               .name = "NSCHED_CURRENCY",
               .flag = "--currency",
               .default_value = "USD",
               .default_words = "",
               .form = "ISO 4217 code",
               .meaning = "currency of the prices",
               .apply = [](Settings& s, const std::string& t) { return keep(s.currency, parse_currency(t)); }},

    SettingRow{.group = G::people,
               .name = "NSCHED_WEEKLY_VIEW",
               .flag = "--weekly-view",
               .default_value = "true",
               .default_words = "",
               .form = "true, false",
               .meaning = "whether the page shows the week",
               .apply = [](Settings& s, const std::string& t) { return keep(s.weekly_view, parse_flag_value(t)); },
               .stands_alone = true},
    SettingRow{.group = G::people,
               .name = "NSCHED_LOCALE",
               .flag = "--locale",
               .default_value = "es",
               .default_words = "",
               .form = "es, en",
               .meaning = "language of answers when a request names none",
               .apply = [](Settings& s, const std::string& t) { return keep(s.locale, parse_locale(t)); }},
    SettingRow{.group = G::people,
               .name = "NSCHED_LOG_LEVEL",
               .flag = "--log-level",
               .default_value = "info",
               .default_words = "",
               .form = "debug, info, warn, error",
               .meaning = "the least that is logged, to stderr",
               .apply = [](Settings& s, const std::string& t) { return keep(s.log_level, parse_log_level(t)); }},
    SettingRow{.group = G::people,
               .name = "NSCHED_LOG_FORMAT",
               .flag = "--log-format",
               .default_value = "",
               .default_words = "`json`; `text` on a terminal",
               .form = "json, text",
               .meaning = "form of the log's lines",
               .apply = [](Settings& s, const std::string& t) { return keep(s.log_format, parse_log_format(t)); },
               .work_out = [](const StartFacts& facts,
                              const Settings&) { return std::string(facts.stderr_is_terminal ? "text" : "json"); }},

    SettingRow{.group = G::simulation,
               .name = "NSCHED_SIMULATED_TIME",
               .flag = "--simulated-time",
               .default_value = "now",
               .default_words = "",
               .form = "RFC 3339, now",
               .meaning = "where the simulation's clock starts",
               .apply = [](Settings& s, const std::string& t) { return keep(s.simulation.start, parse_simulated_time(t)); }},
    SettingRow{
        .group = G::simulation,
        .name = "NSCHED_SIMULATED_SPEED",
        .flag = "--simulated-speed",
        .default_value = "1",
        .default_words = "",
        .form = "1 to 3600",
        .meaning = "how many times faster than real time it runs",
        .apply = [](Settings& s, const std::string& t) { return keep(s.simulation.speed, parse_whole_number(t, 1, 3600)); }},
    SettingRow{
        .group = G::simulation,
        .name = "NSCHED_SIMULATED_NAMESPACES",
        .flag = "--simulated-namespaces",
        .default_value = "24",
        .default_words = "",
        .form = "1 to 1000",
        .meaning = "how many namespaces the simulated cluster has",
        .apply = [](Settings& s, const std::string& t) { return keep(s.simulation.namespaces, parse_whole_number(t, 1, 1000)); }},
};

}  // namespace

const char* to_string(SettingGroup group) {
  switch (group) {
    case G::server: return "Page and API";
    case G::cluster: return "Cluster";
    case G::store: return "Store";
    case G::rules: return "Rules";
    case G::reports: return "Money in reports";
    case G::people: return "Language and log";
    case G::simulation: break;
  }
  return "Simulated cluster";
}

std::span<const SettingRow> settings_table() { return rows; }

const SettingRow* find_setting(std::string_view name_or_flag) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const SettingRow& row) {
    return row.name == name_or_flag || flag_word(row) == name_or_flag;
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace nss
