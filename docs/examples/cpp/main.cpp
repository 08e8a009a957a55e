// SPDX-License-Identifier: Apache-2.0
//
//     ports [FILE]
//
// Asks a registry for a port, a name and some words. FILE is a lookup file, as `portolan compile` writes it; without it
// the registry that was installed with the library answers.
#include <portolan/lookup.h>
#include <portolan/portolan.h>  // of the C interface, only for portolan_registry_path()

#include <array>
#include <iostream>
#include <span>

namespace {

// A RecordView is a pointer into the file that the Lookup has mapped: cheap to copy, so it is passed by value, and good
// only while that Lookup lives. The same holds for its texts; std::string(record.name()) keeps one for longer.
void print(portolan::RecordView record) {
  std::cout << "  " << record.name();
  // A record without a port is a service name alone; one without a transport covers all of them.
  if (const auto ports = record.ports()) std::cout << ' ' << to_string(*ports);
  if (const auto transport = record.transport()) std::cout << '/' << to_string(*transport);
  std::cout << "  " << record.description() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  // Nothing in the library throws what it can return: open() gives a Lookup or an Error that knows what was wrong.
  const auto lookup = portolan::Lookup::open(argc > 1 ? argv[1] : portolan_registry_path());
  if (!lookup) {
    std::cerr << "ports: " << to_string(lookup.error()) << '\n';
    return 1;
  }

  // Always tell people how old the answers are.
  std::cout << "registry of " << to_string(lookup->updated()) << ", " << lookup->size() << " records\n";

  // A port can have several names, and so several records. An answer that is empty is no error.
  std::cout << "443/tcp:\n";
  for (const portolan::RecordView record : lookup->on_port(443, portolan::Transport::kTcp)) print(record);

  std::cout << "PostgreSQL:\n";  // the case of a name does not matter
  for (const portolan::RecordView record : lookup->named("PostgreSQL")) print(record);

  // Threads can share the Lookup, but each needs a Search of its own: it holds the memory that a search works in.
  portolan::Search search(*lookup);
  std::array<portolan::Hit, 3> hits;  // the best three
  std::cout << "apple remote:\n";
  for (const portolan::Hit& hit : std::span(hits).first(search.run("apple remote", hits))) print(hit.record);
}
