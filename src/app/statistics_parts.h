// SPDX-License-Identifier: Apache-2.0
//
// The steps of statistics_of(); for statistics*.cpp alone.
#pragma once

#include <vector>

#include "app/statistics.h"

namespace portolan::app {

// What several of them need.
struct Material {
  explicit Material(const registry::Registry& from);

  const registry::Registry& registry;
  std::vector<Status> statuses;  // by record
  PortCells cells;
  // The year in which each port was first assigned on any transport; 0 where it is not, or some assignment of it has
  // no date: those are older than the dates.
  std::vector<int> first_years;
};

void count_records(const Material& material, Statistics& out);
void count_years(const Material& material, Statistics& out);
void count_references(const Material& material, Statistics& out);
void count_names(const Material& material, Statistics& out);         // statistics_names.cpp
void list_several_names(const Material& material, Statistics& out);  // statistics_names.cpp
void count_ports(const Material& material, Statistics& out);         // statistics_ports.cpp
void count_holders(const Material& material, Statistics& out);       // statistics_people.cpp
void count_contacts(const Material& material, Statistics& out);      // statistics_people.cpp

RecordKey key_of(const registry::Record& record);

}  // namespace portolan::app
