// SPDX-License-Identifier: Apache-2.0
//
// The page that picks ports, as `portolan pick` does; of no host anything is known but what hosts usually do.
#include <fmt/format.h>

#include <array>

#include "app/picking.h"
#include "registry/port_ranges.h"
#include "server/api.h"
#include "server/indexes.h"
#include "server/page_parts.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

using registry::PickRequest;
using registry::Reason;

constexpr std::size_t kMostRejected = 20;

// Reasons that somebody may want to allow, in words.
struct Allowable {
  Reason reason;
  std::string_view words;
};
constexpr std::array kAllowable = {
    Allowable{Reason::kEphemeral, "ports that Linux gives to outgoing connections"},
    Allowable{Reason::kNodePort, "ports that Kubernetes gives to services"},
    Allowable{Reason::kBrowser, "ports that browsers refuse"},
    Allowable{Reason::kDynamic, "dynamic ports, which nobody can count on"},
    Allowable{Reason::kReserved, "reserved ports"},
    Allowable{Reason::kReservedForService, "ports kept for a service of another transport"},
    Allowable{Reason::kDeassigned, "ports that were given up"},
    Allowable{Reason::kSystem, "system ports"},
    Allowable{Reason::kAssigned, "assigned ports"},
};

std::optional<std::string> if_any(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

Markup text_field(std::string_view name, std::string_view label, std::string_view value, std::string_view hint) {
  const std::string id = fmt::format("pick-{}", name);
  const std::string hint_id = id + "-hint";
  return tag("div", {{"class", "field"}}, tag("label", {{"for", id}}, label),
             tag("input", {{"id", id},
                           {"name", std::string(name)},
                           {"value", if_any(value)},
                           {"maxlength", "200"},
                           {"autocomplete", "off"},
                           {"aria-describedby", hint_id}}),
             tag("div", {{"class", "hint"}, {"id", hint_id}}, hint));
}

Markup range_field(const PickRequest& request) {
  Markup options;
  bool known = false;
  for (const registry::PortRangeWords& range : registry::kPortRanges) {
    known = known || range.ports == request.range;
    options += tag("option", {{"value", to_string(range.ports)}, {"selected", flag(range.ports == request.range)}},
                   fmt::format("{} ({})", range.title, to_string(range.ports)));
  }
  if (!known)
    options += tag("option", {{"value", to_string(request.range)}, {"selected", flag(true)}}, to_string(request.range));
  return tag("div", {{"class", "field"}}, tag("label", {{"for", "pick-range"}}, "Range"),
             tag("select", {{"id", "pick-range"}, {"name", "range"}}, options));
}

Markup choice(std::string_view name, std::string_view value, bool on, std::string_view words) {
  return tag(
      "label", {},
      tag("input",
          {{"type", "checkbox"}, {"name", std::string(name)}, {"value", std::string(value)}, {"checked", flag(on)}}),
      " ", words);
}

Markup transport_choices(const PickRequest& request) {
  Markup out;
  for (const Transport transport : kAllTransports)
    out += choice("transports", to_string(transport), request.transports.contains(transport), to_string(transport));
  return tag("fieldset", {}, tag("legend", {}, "Transports"), tag("div", {{"class", "choices"}}, out));
}

Markup allow_choices(const PickRequest& request) {
  Markup out;
  for (const Allowable& one : kAllowable)
    out += choice("allow", to_string(one.reason), request.tolerated.contains(one.reason), one.words);
  return tag("fieldset", {}, tag("legend", {}, "Allow also"), tag("div", {{"class", "choices"}}, out));
}

std::string exclusions(const PickRequest& request) {
  std::string out;
  for (const PortRange range : request.exclusions) out += (out.empty() ? "" : ",") + to_string(range);
  return out;
}

Markup form(const Context& context, const PickRequest& request) {
  Markup fields =
      text_field("name", "What for", request.name, "a service name, a project: the same gets the same port");
  fields += text_field("user", "Who asks", request.user, "a user name, if others use the same names");
  fields += text_field("count", "How many", std::to_string(request.count), "1 to 100");
  fields += text_field("exclude", "Not these", exclusions(request), "ports and ranges, as 8080,9000-9099");
  fields += range_field(request);
  Markup rest = transport_choices(request);
  rest += allow_choices(request);
  rest += as_of_field(context);
  rest += tag("div", {{"class", "actions"}}, tag("button", {}, "Pick"));
  return tag("form", {{"method", "get"}, {"action", "/pick"}}, tag("div", {{"class", "fields"}}, fields), rest);
}

Markup reasons(const Indexes& indexes, const PickRequest& request, std::uint16_t port) {
  Markup out;
  for (const registry::Finding& finding : app::objections(indexes.availability(), request, port)) {
    if (!out.empty()) out += "; ";
    out += finding.words;
  }
  return out;
}

Markup rejected(const Context& context, const Indexes& indexes, const PickRequest& request,
                const registry::Picked& picked) {
  Markup rows;
  for (std::size_t i = 0; i < picked.rejected.size() && i < kMostRejected; ++i) {
    const std::uint16_t port = picked.rejected[i].port;
    rows += tag("tr", {}, tag("th", {{"scope", "row"}}, port_link(context, PortRange{port, port})),
                tag("td", {}, reasons(indexes, request, port)));
  }
  if (rows.empty()) return {};
  const std::string caption =
      picked.rejected.size() > kMostRejected
          ? fmt::format("The first {} of {} that were tried before", kMostRejected, picked.rejected.size())
          : std::string("Tried before, and why not");
  return scrolling(
      "Ports that were not taken",
      tag("table", {}, tag("caption", {}, caption),
          tag("thead", {},
              tag("tr", {}, tag("th", {{"scope", "col"}}, "Port"), tag("th", {{"scope", "col"}}, "Why not"))),
          tag("tbody", {}, rows)));
}

Markup answer(const Context& context, const Indexes& indexes, const PickRequest& request,
              const registry::Picked& picked) {
  Markup ports;
  for (const std::uint16_t port : picked.ports) {
    if (!ports.empty()) ports += ", ";
    ports += port_link(context, PortRange{port, port});
  }
  Markup out = tag("h2", {}, picked.ports.size() == 1 ? "Your port" : "Your ports");
  out += picked.ports.empty() ? tag("p", {{"class", "note warn"}}, "No port of the range is free.")
                              : tag("p", {{"class", "big-number"}}, ports);
  out += tag("p", {},
             fmt::format("{} of {} ports of {} are free. The same name and user get the same answer, everywhere.",
                         picked.free, request.range.size(), to_string(request.range)));
  out += rejected(context, indexes, request, picked);
  return out;
}

Result<Markup> body(const Context& context, const Indexes& indexes) {
  const auto request = api::pick_request(context, "transports");
  if (!request) return std::unexpected(request.error());
  const auto picked = registry::pick(indexes.availability(), *request);
  if (!picked) return std::unexpected(picked.error());
  Markup out = tag("h1", {}, "Pick a port");
  out += tag("p", {{"class", "lead"}},
             "A port that nobody holds and nothing else takes. This server knows nothing of your host: there, ",
             tag("code", {}, "portolan pick"), " also looks at what listens.");
  Markup live = form(context, *request);
  live += tag("div", {{"data-answer", ""}, {"aria-live", "polite"}}, answer(context, indexes, *request, *picked));
  return out += island("pick", "{}", live), out;
}

}  // namespace

Reply pick_page(Context& context) {
  if (!context.may_wait) return Reply::kWait;  // it goes through all ports of the range
  const auto indexes = indexes_of(context);
  auto made = body(context, *indexes);
  if (!made) return send_error(context, made.error());
  Page page;
  page.title = "Pick a port";
  page.description = "Free ports, with the reasons why others are not.";
  page.path = path_with(context, "/pick", {"name", "user", "count", "range", "transports", "allow", "exclude"});
  page.section = Section::kPick;
  page.body = std::move(*made);
  return send_page(context, page);
}

}  // namespace portolan::server
