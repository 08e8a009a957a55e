// SPDX-License-Identifier: Apache-2.0
//
// The fields of forms.
//
// Thread-safety: pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "portal/visit.h"

namespace portolan::portal {

struct Field {
  std::string_view name;  // of the parameter, and in the page
  std::string_view label;
  std::string_view value = {};
  std::string_view hint = {};
  std::string_view type = "text";
  std::string_view autocomplete = "off";
  bool required = false;
  std::string wrong = {};      // what is wrong with it
  std::string_view form = {};  // sets its id apart, where several forms of a page have such a field
};

Markup text_field(const Field& field);
Markup text_area(const Field& field);
struct Choice {
  std::string_view value;
  std::string_view words;
};
Markup select_field(const Field& field, std::span<const Choice> choices);
// A checkbox with its words.
Markup check(std::string_view name, std::string_view value, bool on, const Markup& words);
// A button of a form, with the field `name` of that value.
Markup button(std::string_view words, std::string_view name = {}, std::string_view value = {}, bool quiet = false);

// <form method="post">, with what makes it this site's own.
Markup post_form(Visit& visit, std::string_view action, const Markup& content);

// A sentence that a reader must see first; empty for none.
Markup alert(std::string_view words);

}  // namespace portolan::portal
