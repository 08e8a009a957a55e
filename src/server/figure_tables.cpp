// SPDX-License-Identifier: Apache-2.0
#include "server/figure_tables.h"

#include <optional>
#include <utility>

namespace portolan::server {
namespace {

std::optional<std::string> look(const Table::Column& column) {
  return column.number ? std::optional<std::string>("number") : std::nullopt;
}

}  // namespace

Table::Table(std::string_view caption, std::vector<Column> columns) : caption_(caption), columns_(std::move(columns)) {}

void Table::add(const std::vector<Markup>& cells) {
  Markup row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i == 0)
      row += tag("th", {{"scope", "row"}}, cells[i]);
    else
      row += tag("td", {{"class", look(columns_[i])}}, cells[i]);
  }
  rows_ += tag("tr", {}, row);
}

Markup Table::scrolling() const {
  Markup heads;
  for (const Column& column : columns_) heads += tag("th", {{"scope", "col"}, {"class", look(column)}}, column.name);
  const Markup table =
      tag("table", {}, tag("caption", {}, caption_), tag("thead", {}, tag("tr", {}, heads)), tag("tbody", {}, rows_));
  return tag("div", {{"class", "region"}, {"role", "region"}, {"aria-label", caption_}, {"tabindex", "0"}}, table);
}

Markup folded(std::string_view summary, const Markup& content) {
  return content.empty() ? Markup() : tag("details", {}, tag("summary", {}, summary), content);
}

}  // namespace portolan::server
