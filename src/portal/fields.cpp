// SPDX-License-Identifier: Apache-2.0
#include "portal/fields.h"

#include <fmt/format.h>

#include <optional>

namespace portolan::portal {
namespace {

std::optional<std::string> if_any(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::string id_of(const Field& field) {
  return fmt::format("field-{}{}{}", field.form, field.form.empty() ? "" : "-", field.name);
}

// The ids of what describes the field.
std::optional<std::string> described_by(const Field& field) {
  std::string ids;
  if (!field.wrong.empty()) ids = id_of(field) + "-wrong";
  if (!field.hint.empty()) ids += (ids.empty() ? "" : " ") + id_of(field) + "-hint";
  return if_any(ids);
}

Markup around(const Field& field, const Markup& control) {
  Markup out = tag("label", {{"for", id_of(field)}}, field.label);
  out += control;
  if (!field.wrong.empty()) out += tag("div", {{"class", "note warn"}, {"id", id_of(field) + "-wrong"}}, field.wrong);
  if (!field.hint.empty()) out += tag("div", {{"class", "hint"}, {"id", id_of(field) + "-hint"}}, field.hint);
  return tag("div", {{"class", "field"}}, out);
}

std::optional<std::string> invalid(const Field& field) {
  return field.wrong.empty() ? std::nullopt : std::optional<std::string>("true");
}

}  // namespace

Markup text_field(const Field& field) {
  return around(field, tag("input", {{"id", id_of(field)},
                                     {"type", std::string(field.type)},
                                     {"name", std::string(field.name)},
                                     {"value", if_any(field.value)},
                                     {"maxlength", "1000"},
                                     {"autocomplete", std::string(field.autocomplete)},
                                     {"spellcheck", "false"},
                                     {"required", server::flag(field.required)},
                                     {"aria-invalid", invalid(field)},
                                     {"aria-describedby", described_by(field)}}));
}

Markup text_area(const Field& field) {
  return around(field, tag("textarea",
                           {{"id", id_of(field)},
                            {"name", std::string(field.name)},
                            {"rows", "4"},
                            {"maxlength", "8000"},
                            {"required", server::flag(field.required)},
                            {"aria-invalid", invalid(field)},
                            {"aria-describedby", described_by(field)}},
                           field.value));
}

Markup select_field(const Field& field, std::span<const Choice> choices) {
  Markup options;
  for (const Choice& choice : choices)
    options +=
        tag("option", {{"value", std::string(choice.value)}, {"selected", server::flag(choice.value == field.value)}},
            choice.words);
  return around(field, tag("select",
                           {{"id", id_of(field)},
                            {"name", std::string(field.name)},
                            {"aria-invalid", invalid(field)},
                            {"aria-describedby", described_by(field)}},
                           options));
}

Markup check(std::string_view name, std::string_view value, bool on, const Markup& words) {
  return tag("label", {},
             tag("input", {{"type", "checkbox"},
                           {"name", std::string(name)},
                           {"value", std::string(value)},
                           {"checked", server::flag(on)}}),
             " ", words);
}

Markup button(std::string_view words, std::string_view name, std::string_view value, bool quiet) {
  return tag("button", {{"name", if_any(name)}, {"value", if_any(value)}, {"class", if_any(quiet ? "quiet" : "")}},
             words);
}

Markup post_form(Visit& visit, std::string_view action, const Markup& content) {
  return tag("form", {{"method", "post"}, {"action", std::string(action)}}, visit.form_field(), content);
}

Markup alert(std::string_view words) {
  return words.empty() ? Markup() : tag("p", {{"class", "note warn"}, {"role", "alert"}}, words);
}

}  // namespace portolan::portal
