// SPDX-License-Identifier: Apache-2.0
//
// The sections of the statistics page; for statistics_*.cpp alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/statistics.h"
#include "server/page_layout.h"
#include "server/plot.h"

namespace portolan::server {

Markup ranges_section(const app::Statistics& from);                                // statistics_ranges.cpp
Markup years_section(const app::Statistics& from);                                 // statistics_plots.cpp
Markup transports_section(const app::Statistics& from);                            // statistics_plots.cpp
Markup ages_section(const app::Statistics& from);                                  // statistics_plots.cpp
Markup references_section(const app::Statistics& from);                            // statistics_plots.cpp
Markup holders_section(const Context& context, const app::Statistics& from);       // statistics_lists.cpp
Markup contacts_section(const Context& context, const app::ContactFigures& from);  // statistics_lists.cpp
Markup oddities_section(const Context& context, const app::Statistics& from);      // statistics_lists.cpp

inline Markup section(std::string_view title, const Markup& content) {
  return tag("section", {}, tag("h2", {}, title), content);
}
inline Markup paragraph(const Markup& words) { return tag("p", {}, words); }

}  // namespace portolan::server
