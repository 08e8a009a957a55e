// SPDX-License-Identifier: Apache-2.0
//
// What watches a server asks: whether it lives, whether it should be sent requests, what it counts.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "net/compose.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

Reply plain(Context& context, std::string body, std::string_view media_type = kPlain) {
  context.response.add("Content-Type", media_type);
  context.response.add("Cache-Control", "no-store");
  context.response.body = std::move(body);
  return Reply::kDone;
}

// What is known is answered whatever became of the database, so it is no reason to send requests elsewhere: all servers
// of one database would be left out at once. Why it is so is told where the server writes its messages: words of a
// driver name hosts and files.
Reply healthy(Context& context) {
  const keeping::Health health = context.site.views().health();
  if (health.trouble.empty()) return plain(context, "ok\n");
  return plain(context, fmt::format("ok, but the registry cannot be followed: answers are of {}\n",
                                    net::http_date(health.contact)));
}

// Bytes of memory that the process has; 0 where the system does not tell.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// The text format of Prometheus.
class Metrics {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    fmt::format_to(at(), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  void sample(std::uint64_t value, std::string_view labels = {}) {
    out_.append(name_);
    if (!labels.empty()) out_.append("{").append(labels).append("}");
    fmt::format_to(at(), " {}\n", value);
  }
  void one(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    family(name, type, help);
    sample(value);
  }
  void line(std::string_view text) { out_.append(text); }
  std::string take() { return std::move(out_); }

 private:
  std::back_insert_iterator<std::string> at() { return std::back_inserter(out_); }
  std::string out_;
  std::string name_;
};

void add_responses(Metrics& metrics, const net::Totals& totals) {
  metrics.family("portolan_http_responses_total", "counter", "Answers, by the first digit of their status.");
  for (std::size_t digit = 1; digit < totals.responses.size(); ++digit)
    metrics.sample(totals.responses[digit], fmt::format("class=\"{}xx\"", digit));
  metrics.family("portolan_http_response_seconds", "histogram",
                 "From a whole request to its answer, without sending it.");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < net::kLatencyBounds.size(); ++i) {
    sum += totals.latency[i];
    metrics.line(fmt::format("portolan_http_response_seconds_bucket{{le=\"{}\"}} {}\n",
                             static_cast<double>(net::kLatencyBounds[i]) / 1e6, sum));
  }
  sum += totals.latency.back();
  metrics.line(
      fmt::format("portolan_http_response_seconds_bucket{{le=\"+Inf\"}} {0}\nportolan_http_response_seconds_sum "
                  "{1}\nportolan_http_response_seconds_count {0}\n",
                  sum, static_cast<double>(totals.latency_sum) / 1e6));
}

void add_connections(Metrics& metrics, const net::Totals& totals) {
  metrics.one("portolan_http_sent_bytes_total", "counter", "Bytes of content that were sent.", totals.bytes_sent);
  metrics.one("portolan_http_waiting_total", "counter", "Requests answered by a thread that may wait.", totals.slow);
  metrics.one("portolan_http_bad_requests_total", "counter", "Requests that could not be read.", totals.bad_requests);
  metrics.one("portolan_connections_total", "counter", "Connections that were accepted.", totals.connections);
  metrics.one("portolan_connections_open", "gauge", "Connections that are open.", totals.open);
  metrics.one("portolan_connections_timed_out_total", "counter", "Connections closed because a client was too slow.",
              totals.timeouts);
  metrics.one("portolan_connections_refused_total", "counter", "Connections over the limit.", totals.refused);
}

Reply metrics(Context& context) {
  Metrics metrics;
  const net::Totals totals = context.site.totals();
  add_responses(metrics, totals);
  add_connections(metrics, totals);
  metrics.one("portolan_registry_position", "gauge", "Events of the ledger in the registry that is answered from.",
              context.view->position());
  metrics.one("portolan_registry_records", "gauge", "Records of the registry.", context.view->lookup().size());
  metrics.one("portolan_registry_generation", "counter", "How often the registry was replaced since the start.",
              context.site.views().generation());
  const keeping::Health health = context.site.views().health();
  metrics.one("portolan_registry_followed", "gauge", "1 while changes of the registry would be seen, else 0.",
              health.follows && health.trouble.empty() ? 1 : 0);
  const auto contact = std::chrono::duration_cast<std::chrono::seconds>(health.contact.time_since_epoch()).count();
  metrics.one("portolan_registry_contact_seconds", "gauge",
              "When the registry was last known to be the latest, in seconds since 1970.",
              static_cast<std::uint64_t>(contact));
  metrics.one("process_resident_memory_bytes", "gauge", "Memory of the process.", resident_bytes());
  return plain(context, metrics.take(), "text/plain; version=0.0.4; charset=utf-8");
}

constexpr std::array kRoutes = {Route{.pattern = "/healthz", .answer = healthy, .programs = true},
                                Route{.pattern = "/readyz", .answer = healthy, .programs = true},
                                Route{.pattern = "/metrics", .answer = metrics, .programs = true}};

}  // namespace

std::span<const Route> health_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
